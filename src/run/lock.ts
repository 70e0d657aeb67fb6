/** One run at a time on one output folder. */
import { join } from 'node:path';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { holder, takeLease } from './lease.ts';

/**
 * Takes the output folder for run `id` and returns how to give it back. Throws Failure 75 if a live run has it; that of a
 * dead run is taken over.
 */
export function lockOutput(folder: string, id: string, now: number): () => void {
  const lease = takeLease(join(folder, '.cookbook-run.lock'), holder(id, now));
  if ('release' in lease) return lease.release;
  const { run, since, process } = lease.held;
  throw new Failure(
    ExitCode.retry,
    `run ${run} (pid ${process.pid}) has been writing to ${folder} since ${since}`,
    'wait for it (`cookbook-run runs follow`), or choose another --output',
  );
}
