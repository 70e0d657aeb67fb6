/** `runs supervise FOLDER`: what the batch script of a run calls; its exit code is the job's. */
import type { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';
import { endingAnswer } from '../report/ending.ts';
import { progressReporter } from '../report/progress.ts';
import { painter } from '../report/style.ts';
import { attend } from '../run/attend.ts';
import { codeOf } from '../run/conclude.ts';

/** Runs the command. */
export async function runsSupervise(folder: string, io: Io): Promise<ExitCode> {
  const reporter = { ...(await progressReporter(io)), staged: () => {} };
  const { finished, code, says } = await attend(folder, reporter, io);
  if (finished !== undefined) io.stdout.write(endingAnswer(finished, folder, false, painter(io, io.stdout)));
  if (says !== undefined) io.stderr.write(`${says}\n`);
  return finished === undefined || finished.record.status === 'running' ? code : codeOf(finished);
}
