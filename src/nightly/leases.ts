/** The leases of a night: one on the series, one on each GPU; the host's other series respect the same ones. */
import { chmodSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Holder, holder, takeLease } from '../run/lease.ts';

/** Who has what is wanted. */
export interface Busy {
  readonly what: string;
  readonly holder: Holder;
}

/** The leases that were taken, with what was taken over from the dead, or who has one. */
export type Taken =
  | { readonly busy: Busy }
  | { readonly release: () => void; readonly notes: readonly string[] };

const told = (what: string, from: Holder | 'unreadable') =>
  from === 'unreadable'
    ? `the lease on ${what} was damaged and was taken over`
    : `the lease on ${what} was taken over from ${from.run} (pid ${from.process.pid}, since ${from.since}), which is dead`;

/** Asks for each lease in turn, in one order for everybody; all or none. */
export function takeAll(
  wanted: ReadonlyArray<readonly [what: string, path: string]>,
  id: string,
  now: number,
): Taken {
  const releases: Array<() => void> = [];
  const notes: string[] = [];
  const release = () => {
    for (const one of releases.splice(0)) one();
  };
  for (const [what, path] of wanted) {
    const lease = takeLease(path, holder(id, now));
    if ('held' in lease) {
      release();
      return { busy: { what, holder: lease.held } };
    }
    releases.push(lease.release);
    if (lease.takenFrom !== undefined) notes.push(told(what, lease.takenFrom));
  }
  return { release, notes };
}

/** Where the GPU leases of this host lie: one folder for all series and users. */
export function gpuLeaseFolder(given: string | undefined): string {
  const folder = given ?? join(tmpdir(), 'cookbook-run-gpus');
  mkdirSync(folder, { recursive: true });
  try {
    chmodSync(folder, 0o777);
  } catch {
    // another user made it, with the same rights
  }
  return folder;
}

/** The lease of every GPU in a list like `0,1`, in one order. */
export function gpuLeases(
  folder: string,
  visible: string,
): ReadonlyArray<readonly [what: string, path: string]> {
  return visible
    .split(',')
    .map((gpu) => gpu.trim())
    .filter((gpu) => gpu !== '')
    .sort()
    .map((gpu) => [`GPU ${gpu}`, join(folder, `gpu-${gpu.replace(/[^\w-]/g, '_')}.lock`)] as const);
}
