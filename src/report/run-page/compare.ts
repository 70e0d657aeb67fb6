/** Several runs side by side: how they ended, what they measured, where their configs differ, curves overlaid. */

import { GIB } from '../../estimate/gib.ts';
import type { Artefacts } from '../../run/artefacts.ts';
import { type MetricSummary, summaryOf } from '../../run/metrics/summary.ts';
import { duration } from '../duration.ts';
import type { Paint } from '../style.ts';
import { tableLines } from '../table.ts';
import { type Axis, chartsOf } from './charts.ts';
import { lossText, secondsOf, shortName } from './headline.ts';
import { escaped, section, tableHtml } from './html.ts';
import { curvesOf } from './page.ts';
import { chartsHtml } from './parts.ts';

/** Settings that every run has of its own; their difference says nothing. */
type PerRun = (key: string) => boolean;

/** Name, and the value of each run. */
type CompareRow = readonly [name: string, ...values: string[]];

/** What a comparison shows. */
interface RunComparison {
  readonly names: readonly string[];
  readonly outcomes: readonly CompareRow[];
  readonly metrics: readonly CompareRow[];
  readonly config: readonly CompareRow[];
}

function metricRows(
  runs: readonly Artefacts[],
  summaries: readonly MetricSummary[],
  now: number,
): readonly CompareRow[] {
  const row = (
    name: string,
    of: (summary: MetricSummary, run: Artefacts) => string | undefined,
  ): CompareRow[] => {
    const values = summaries.map((summary, place) => of(summary, runs[place] as Artefacts) ?? '–');
    return values.every((value) => value === '–') ? [] : [[name, ...values]];
  };
  return [
    ...row('loss, first', ({ first }) => (first?.loss === undefined ? undefined : lossText(first.loss))),
    ...row('loss, last', ({ last }) => (last?.loss === undefined ? undefined : lossText(last.loss))),
    ...row('loss, lowest', ({ best }) =>
      best === undefined ? undefined : `${lossText(best.loss)} @ ${best.step}`,
    ),
    ...row('validation, last', ({ validation }) =>
      validation.length === 0 ? undefined : lossText(validation.at(-1)?.loss),
    ),
    ...row('validation, best', ({ bestValidation }) =>
      bestValidation === undefined
        ? undefined
        : `${lossText(bestValidation.loss)}${bestValidation.step === undefined ? '' : ` @ ${bestValidation.step}`}`,
    ),
    ...row('s/step', ({ secondsPerStep }) => secondsPerStep?.toFixed(2)),
    ...row('GPU memory, allocated', ({ peakMemoryBytes }) =>
      peakMemoryBytes === undefined ? undefined : `${(peakMemoryBytes / GIB).toFixed(1)} GiB`,
    ),
    ...row('duration', (_, run) => duration(secondsOf(run.state.record, now))),
  ];
}

/** Compares runs; settings that are the same in all are left out, and so are those that each run has of its own. */
export function comparisonOf(runs: readonly Artefacts[], perRun: PerRun, now: number): RunComparison {
  const summaries = runs.map(({ metrics }) => summaryOf(metrics));
  const records = runs.map(({ state }) => state.record);
  const keys = [...new Set(runs.flatMap(({ context }) => Object.keys(context.settings ?? {})))].sort();
  const config = keys.flatMap((key): CompareRow[] => {
    const values = runs.map(({ context }) => context.settings?.[key] ?? '–');
    return perRun(key) || values.every((value) => value === values[0]) ? [] : [[key, ...values]];
  });
  return {
    names: records.map(shortName),
    outcomes: [
      ['run', ...records.map(({ id }) => id)],
      ['outcome', ...runs.map(({ state }) => state.standing)],
      ['preset', ...records.map(({ preset }) => preset)],
      [
        'steps',
        ...records.map(
          ({ step }, place) =>
            `${summaries[place]?.last?.step ?? step.last ?? 0}${step.planned === undefined ? '' : ` / ${step.planned}`}`,
        ),
      ],
      ['engine', ...records.map(({ engine }) => engine)],
    ],
    metrics: metricRows(runs, summaries, now),
    config,
  };
}

/** As text, in `width` columns. */
export function comparisonText(
  { names, outcomes, metrics, config }: RunComparison,
  width: number,
  paint: Paint,
): string {
  const [head = [], ...rest] = tableLines([['', ...names], ...outcomes, ...metrics], width);
  const settings = config.length === 0 ? [] : tableLines([['key', ...names], ...config], width);
  return [
    ...head.map((line) => `${paint('bold', line)}\n`),
    ...rest.flat().map((line) => `${line}\n`),
    config.length === 0 ? '\nno setting differs\n' : `\n${settings.flat().join('\n')}\n`,
  ].join('');
}

/** What stands in `main` of the page of several runs. */
export function comparisonPage(runs: readonly Artefacts[], comparison: RunComparison, axis: Axis): string {
  const { names, outcomes, metrics, config } = comparison;
  const html = (rows: readonly CompareRow[]) =>
    tableHtml(
      ['', ...names.map(escaped)],
      rows.map((row) => row.map((cell) => escaped(cell))),
    );
  return [
    `<h1>${names.map(escaped).join(' · ')}</h1>`,
    `<p class="answer">${runs.length} runs side by side.</p>`,
    html([...outcomes, ...metrics]),
    section('Curves', chartsHtml(chartsOf(runs.map(curvesOf), axis), axis)),
    section('Settings that differ', config.length === 0 ? '<p>None.</p>' : html(config)),
  ].join('\n');
}
