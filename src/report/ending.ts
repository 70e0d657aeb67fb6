/** How a run ended, as text. */

import type { Ending } from '../engine/cosmos-rl/ending/classify.ts';
import type { Finding } from '../findings/finding.ts';
import type { RunRecord } from '../run/record.ts';
import { findingText } from './findings.ts';
import type { Paint } from './style.ts';

/** Headline, step, first failing rank with its lines of the log, findings, and where the record lies. */
export function endingText(
  ending: Ending,
  record: RunRecord,
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
  const engine =
    record.engineExit === null || record.engineExit === undefined
      ? 'cosmos-rl was stopped'
      : `cosmos-rl exited ${record.engineExit}`;
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
    `record: ${folder}\n`,
  ].join('');
}
