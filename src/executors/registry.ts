/** The executors that cookbook-run knows. */
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Executor, Handle, HandleAddress } from './executor.ts';

/** By name, loaded where used: the process library is not for `--help`. */
const EXECUTORS: Readonly<Record<string, () => Promise<Executor>>> = {
  local: async () => (await import('./local.ts')).LOCAL,
  slurm: async () => (await import('./slurm/slurm.ts')).SLURM,
};

/** The executor of a name. Throws Failure 65 for one that is not known. */
export async function executorNamed(name: string): Promise<Executor> {
  const load = EXECUTORS[name];
  if (load !== undefined) return load();
  throw new Failure(
    ExitCode.data,
    `the run is executed by \`${name}\`, which is not known here`,
    'a newer cookbook-run made this record; use that one',
  );
}

/** The handle of a run that was started by anybody. */
export async function attach(where: HandleAddress): Promise<Handle> {
  return (await executorNamed(where.executor)).attach(where);
}
