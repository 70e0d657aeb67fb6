/** `runs supervise FOLDER`: what the batch script of a run calls; its exit code is the job's. */
import type { ExitCode } from '../findings/exit-code.ts';
import { outcomeOf } from '../findings/outcome.ts';
import type { Io } from '../io.ts';
import { jsonAnswer } from '../json/text.ts';
import { endingAnswer } from '../report/ending.ts';
import { progressReporter } from '../report/progress.ts';
import { painter } from '../report/style.ts';
import { attend } from '../run/attend.ts';
import { codeOf } from '../run/conclude.ts';

/** Runs the command. */
export async function runsSupervise(
  folder: string,
  { json }: { readonly json?: boolean },
  io: Io,
): Promise<ExitCode> {
  const reporter = { ...(await progressReporter(io)), staged: () => {} };
  const { finished, code, says } = await attend(folder, reporter, io);
  if (finished !== undefined)
    io.stdout.write(endingAnswer(finished, folder, json === true, painter(io, io.stdout)));
  else if (json === true)
    io.stdout.write(jsonAnswer({ outcome: outcomeOf(code), exitCode: code, record: folder, findings: [] }));
  if (says !== undefined) io.stderr.write(`${says}\n`);
  return finished === undefined || finished.record.status === 'running' ? code : codeOf(finished);
}
