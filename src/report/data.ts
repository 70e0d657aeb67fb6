/** The answer of `data check` as text. */
import type { DatasetCounts } from '../dataset/inspect.ts';
import type { TokenSummary } from '../dataset/tokens/budget.ts';
import type { Schedule } from '../engine/sizing.ts';
import { plural } from '../findings/amounts.ts';
import type { Report } from '../findings/finding.ts';
import { reportText } from './findings.ts';
import type { Paint } from './style.ts';

/** What was found out about a dataset. */
export interface DataAnswer extends Report {
  readonly counts: DatasetCounts;
  readonly tokens?: TokenSummary;
  readonly steps?: Schedule;
}

function countLines(counts: DatasetCounts) {
  const { samples, train, validation, videos, images, labels, bySubdirectory, byAnswer } = counts;
  const held = validation === 0 ? '' : `: ${train} to train on, ${validation} for validation`;
  const found = [
    ...(videos > 0 || images === 0 ? [`${videos} clips`] : []),
    ...(images > 0 ? [`${images} pictures`] : []),
    `${labels} labels`,
  ];
  return [
    ['samples', `${samples}${held} (of ${found.join(', ')})`],
    ...Object.entries(bySubdirectory ?? {}).map(([name, number]) => ['', `${number} in ${name}`]),
    ...Object.entries(byAnswer ?? {}).map(([answer, number]) => ['', `${number} with the answer ${answer}`]),
  ] as const;
}

function tokenLines({ exact, p50, p95, max, over, limit, vision }: TokenSummary) {
  const of = (number: number): string => `${exact ? '' : '<= '}${number}`;
  const many = over === 0 ? 'none' : exact ? `${over}` : `up to ${over}`;
  return [
    ['tokens', `median ${of(p50)}, 95 % up to ${of(p95)}, longest ${of(max)}`],
    ['', `vision alone: median ${vision.p50}, 95 % up to ${vision.p95}, longest ${vision.max}`],
    ...(Number.isFinite(limit) ? [['', `${many} over what a sample is cut at (${limit})`] as const] : []),
    ...(exact ? [] : [['', 'text was counted in bytes; --model FOLDER counts its tokens'] as const]),
  ] as const;
}

function stepLines(steps: Schedule) {
  const { total, perEpoch, epochs, globalBatch, dataRanks, warmup, saves, kept, validations } = steps;
  const share = (warmup.share * 100).toFixed(warmup.share < 0.1 ? 1 : 0);
  const ranks = plural(dataRanks, 'data-parallel rank');
  const ends = [`${plural(saves, 'save')} (${kept} kept)`, plural(validations, 'validation')].join(', ');
  return [
    ['steps', `${total} (${perEpoch} an epoch, ${plural(epochs, 'epoch')})`],
    ['', `${plural(globalBatch, 'sample')} a step on ${ranks}`],
    ['', `${plural(warmup.steps, 'step')} of warm-up (${share} %), ${ends}`],
  ] as const;
}

/** Counts, lengths and steps, then findings. */
export function dataText(
  answer: DataAnswer,
  engine: { readonly name: string; readonly version: string },
  paint: Paint,
): string {
  const { counts, tokens, steps } = answer;
  const rows = [
    ...countLines(counts),
    ...(tokens === undefined ? [] : tokenLines(tokens)),
    ...(steps === undefined ? [] : stepLines(steps)),
    ['engine', `${engine.name} ${engine.version}`] as const,
  ];
  const table = rows.map(([name, text]) => `${paint('bold', (name ?? '').padEnd(8))} ${text}\n`).join('');
  return `${table}\n${reportText(answer, paint)}`;
}
