/** `rehearse`: a few minutes on the GPU that prove a long run: the longest samples, validation, save, export, resume. */
import { rmSync } from 'node:fs';
import type { ExitCode } from '../findings/exit-code.ts';
import { outcomeOf } from '../findings/outcome.ts';
import type { Io } from '../io.ts';
import { jsonAnswer, jsonText } from '../json/text.ts';
import { type PlannedRun, planRun } from '../plan/plan-run.ts';
import { reportText } from '../report/findings.ts';
import { runReporter } from '../report/progress.ts';
import { rehearsalText } from '../report/rehearsal.ts';
import { painter } from '../report/style.ts';
import { rehearseRun } from '../run/rehearse.ts';
import { requestOf, type SftOptions } from './sft.ts';

function refused({ report, code }: PlannedRun, json: boolean, io: Io): ExitCode {
  io.stderr.write(reportText(report, painter(io, io.stderr)));
  io.stderr.write('not started: mend the errors above; nothing was written\n');
  const { findings } = report;
  if (json) io.stdout.write(jsonAnswer({ ok: false, outcome: outcomeOf(code), exitCode: code, findings }));
  return code;
}

/** Runs the command: 0 where everything was shown, else the code of the part that failed. */
export async function rehearse(options: SftOptions, io: Io): Promise<ExitCode> {
  const request = requestOf(options, io);
  const asked = await planRun({ ...request, dryRun: true }, io);
  rmSync(asked.folder, { recursive: true, force: true });
  // Between its parts, too, a stop must find somebody who removes what the first has written.
  const stop = new AbortController();
  const release = io.onSignal((signal) => {
    stop.abort(signal);
    release();
  });
  const order = {
    request,
    asked,
    reporter: () => runReporter(io),
    say: (text: string) => void io.stderr.write(`${text}\n`),
    stop: stop.signal,
  };
  const end = await rehearseRun(order, io).finally(release);
  const json = options.json === true;
  if ('refused' in end) return refused(end.refused, json, io);
  const { rehearsal, code, last } = end;
  const { findings } = last.ending;
  io.stdout.write(
    json
      ? jsonText({ ...rehearsal, exitCode: code, findings, step: last.record.step })
      : rehearsalText(rehearsal, findings, painter(io, io.stdout)),
  );
  return code;
}
