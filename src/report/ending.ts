/** How a run ended, as text and as JSON. */

import { adapterOf } from '../engine/registry.ts';
import type { Finding } from '../findings/finding.ts';
import { jsonText } from '../json/text.ts';
import type { Finished } from '../run/conclude.ts';
import { findingText } from './findings.ts';
import type { Paint } from './style.ts';

/** Headline, step, first failing rank with its lines of the log, findings, and where the record lies. */
export function endingText(
  { ending, record, lost }: Finished,
  folder: string,
  extra: readonly Finding[],
  paint: Paint,
): string {
  const { last, planned } = ending.step;
  const good = ending.outcome === 'succeeded';
  const steps =
    last === undefined && planned === undefined
      ? ''
      : ` at step ${last ?? 0}${planned === undefined ? '' : ` of ${planned}`}`;
  const { name } = adapterOf(record);
  const engine =
    record.engineExit === null || record.engineExit === undefined
      ? `${name} was stopped`
      : `${name} exited ${record.engineExit}`;
  const window = ending.window;
  return [
    `${paint([good ? 'green' : 'red', 'bold'], ending.outcome)}${steps} (${engine}, exit code ${ending.exitCode})\n`,
    ...(ending.rank === undefined ? [] : [`first failing rank: ${ending.rank}\n`]),
    ...(window === undefined || good
      ? []
      : [
          `engine.log, lines ${window.from} to ${window.to}:\n`,
          ...window.lines.map((line) => `  | ${line.text.slice(0, 200)}\n`),
        ]),
    ...[...ending.findings, ...extra].map((finding) => findingText(finding, paint)),
    ...(record.left ?? []).map(
      (process) => `still running: ${process.pid} ${process.command.slice(0, 120)}\n`,
    ),
    lost === undefined ? `record: ${folder}\n` : `record: ${lost.kept ?? 'none'} (${folder}: ${lost.why})\n`,
  ].join('');
}

/** The answer of a command that saw a run to its end. */
export function endingAnswer(finished: Finished, folder: string, json: boolean, paint: Paint): string {
  if (!json) return endingText(finished, folder, [], paint);
  const { ending, record, lost } = finished;
  return jsonText({
    schemaVersion: 1,
    run: record.id,
    record: lost === undefined ? folder : (lost.kept ?? null),
    outcome: ending.outcome,
    exitCode: ending.exitCode,
    step: ending.step,
    findings: record.findings,
  });
}
