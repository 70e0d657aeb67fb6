/** Leases on the GPUs of this host: every run takes one for each GPU before it starts, a night of a series as well. */
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { namesIn } from '../path-status.ts';
import { gpusOf } from '../plan/gpu-choice.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { type Holder, holder, leaseHolder, takeLease } from './lease.ts';

/** Who has what is wanted. */
interface Busy {
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
  try {
    for (const [what, path] of wanted) {
      const lease = takeLease(path, holder(id, now));
      if ('held' in lease) {
        release();
        return { busy: { what, holder: lease.held } };
      }
      releases.push(lease.release);
      if (lease.takenFrom !== undefined) notes.push(told(what, lease.takenFrom));
    }
  } catch (error) {
    release();
    throw error;
  }
  return { release, notes };
}

/** Not tmpdir(): a series that a timer starts must find the leases of one that a person started with another TMPDIR. */
const HOST_FOLDER = '/tmp/cookbook-run-gpus';
const STICKY = 0o1777;

/**
 * Where the GPU leases of this host lie: one folder for all series, runs and users. Throws Failure 69 if something else is
 * there: who follows a link in /tmp gives a stranger's choice of folder to everybody.
 */
export function hostLeaseFolder(help: string, folder = HOST_FOLDER): string {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const status = lstatSync(folder);
  // Sticky: everybody may add a lease, nobody may remove another user's. Folders of earlier versions were open.
  if (status.isDirectory() && status.uid === process.getuid?.()) chmodSync(folder, STICKY);
  if (status.isDirectory()) return folder;
  throw new Failure(ExitCode.host, `${folder} is not a folder`, `remove it, or ${help}`);
}

const FOLDER_KEY = 'COOKBOOK_GPU_LEASES';

const named = ({ env, cwd }: Pick<Io, 'env' | 'cwd'>): string | undefined =>
  env[FOLDER_KEY] === undefined || env[FOLDER_KEY] === '' ? undefined : resolve(cwd, env[FOLDER_KEY]);

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

/** GPUs that somebody living has leased; writes nothing, and what cannot be read is not known. */
export function leasedGpus(io: Pick<Io, 'env' | 'cwd'>): ReadonlySet<number> {
  const folder = named(io) ?? HOST_FOLDER;
  const leased = new Set<number>();
  for (const name of namesIn(folder)) {
    const index = /^gpu-(\d+)\.lock$/.exec(name)?.[1];
    try {
      if (index !== undefined && leaseHolder(join(folder, name)) !== undefined) leased.add(Number(index));
    } catch {
      // what is no lease, or is not for us to read, tells of nobody
    }
  }
  return leased;
}

/** How often a start looks for other GPUs when somebody was quicker. */
const TRIES = 5;

/** The leases, or nothing where this host lets us have none: a run is not kept back by the state of /tmp. */
function take(planned: PlannedRun, io: Io): Taken {
  const { plan } = planned.prepared;
  const gpus = gpusOf(plan, planned.facts);
  if (gpus.length === 0) return { release: () => {}, notes: [] };
  try {
    const folder = named(io) ?? hostLeaseFolder(`name another folder in ${FOLDER_KEY}`);
    return takeAll(gpuLeases(folder, gpus.join(',')), plan.id, io.now());
  } catch (error) {
    return { release: () => {}, notes: [`GPU ${gpus.join(',')} not leased: ${(error as Error).message}`] };
  }
}

/**
 * Plans a run and leases its GPUs. Where another start was quicker it is planned again with other GPUs, and refused (Failure
 * 75) where too few are free.
 */
export async function planLeased(
  plan: (leased: ReadonlySet<number>) => Promise<PlannedRun>,
  io: Io,
): Promise<{ readonly planned: PlannedRun; readonly release: () => void }> {
  for (let left = TRIES; ; left -= 1) {
    const planned = await plan(leasedGpus(io));
    if (planned.code !== ExitCode.ok) return { planned, release: () => {} };
    const taken = take(planned, io);
    if (!('busy' in taken)) {
      for (const note of taken.notes) io.stderr.write(`${note}\n`);
      return { planned, release: taken.release };
    }
    const leased = leasedGpus(io);
    const seen = planned.facts.gpus.ok ? planned.facts.gpus.value : [];
    const free = seen.filter(({ index }) => !leased.has(index)).length;
    const { what, holder: other } = taken.busy;
    if (left <= 1 || free < planned.prepared.plan.gpus)
      throw new Failure(
        ExitCode.retry,
        `${what} is used by ${other.run} (pid ${other.process.pid}) since ${other.since}`,
        `wait for its end, or ask for fewer GPUs; nothing was started`,
      );
  }
}
