/** Ends a run that lost its cookbook-run: with a checkpoint if it still trains, and a record in any case. */
import { bootId } from '../executors/processes.ts';
import type { Io } from '../io.ts';
import { finishRun } from '../run/conclude.ts';
import { processName, type RunState, readPlan } from '../run/record.ts';
import { type Supervised, supervise } from '../run/supervise.ts';
import { watchRun } from '../run/watch.ts';

/** Ends the run and writes its record. */
export async function settle({ record, files, standing }: RunState, io: Io): Promise<void> {
  const plan = readPlan(files);
  const watch = watchRun(files);
  let supervised: Supervised = { left: [] };
  // After a reboot nothing of it can live, and what has its redis port now is somebody else's.
  if (record.supervisor.bootId === bootId()) {
    supervised = await supervise({
      plan,
      files,
      watch,
      onProgress: () => {},
      onNote: (text) => io.stderr.write(`${record.id}: ${text}\n`),
      onStopRequest: (handler) => {
        if (standing === 'running') handler({ requested: 'SIGTERM' });
        return () => {};
      },
      monotonic: io.monotonic,
    });
  } else watch.finish();
  finishRun(
    plan,
    files,
    watch,
    supervised,
    { ...record, supervisor: processName(process.pid) },
    record.findings,
    io.now(),
  );
}
