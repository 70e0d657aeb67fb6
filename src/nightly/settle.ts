/** Ends a run that lost its cookbook-run: with a checkpoint if it still trains, and a record in any case. */
import type { Io } from '../io.ts';
import { takeOver } from '../run/execute.ts';
import { isOver, type RunState } from '../run/record.ts';

/** Asks for a checkpoint where it still trains, takes its job back where that waits, and judges it as it lies where it is over. */
export async function settle(state: RunState, io: Io): Promise<void> {
  const { id } = state.record;
  const reporter = {
    staged: () => {},
    update: () => {},
    note: (text: string) => io.stderr.write(`${id}: ${text}\n`),
    stop: () => {},
  };
  await takeOver(state, reporter, io, isOver(state) ? [] : [{ requested: 'SIGTERM' }]);
}
