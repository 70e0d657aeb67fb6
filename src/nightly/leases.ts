/** The leases of a night: one on the series, one on each GPU; the host's other series respect the same ones. */
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { type Holder, holder, takeLease } from '../run/lease.ts';
import type { Spec } from './series-config.ts';

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

/** Not tmpdir(): a series that a timer starts must find the leases of one that a person started with another TMPDIR. */
const HOST_FOLDER = '/tmp/cookbook-run-gpus';
const STICKY = 0o1777;

/**
 * Where the GPU leases of this host lie: one folder for all series and users. Throws Failure 69 if something else is
 * there: who follows a link in /tmp gives a stranger's choice of folder to everybody.
 */
export function gpuLeaseFolder(spec: Spec): string {
  const given = spec.file.gpu_leases;
  if (given !== undefined) {
    const folder = resolve(spec.base, given);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
  try {
    mkdirSync(HOST_FOLDER);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const status = lstatSync(HOST_FOLDER);
  // Sticky: everybody may add a lease, nobody may remove another user's. Folders of earlier versions were open.
  if (status.isDirectory() && status.uid === process.getuid?.() && (status.mode & 0o7777) !== STICKY)
    chmodSync(HOST_FOLDER, STICKY);
  if (status.isDirectory()) return HOST_FOLDER;
  throw new Failure(
    ExitCode.host,
    `${HOST_FOLDER} is not a folder`,
    'remove it, or name another folder with `gpu_leases` in nightly.toml',
  );
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
