/** The page of one run: the answer on top, then curves, time, proofs, what was trained, config, data and host. */

import { GIB } from '../../estimate/gib.ts';
import type { RunContext } from '../../plan/run-context.ts';
import type { Artefacts } from '../../run/artefacts.ts';
import { remarkOn, sharesOf, summaryOf } from '../../run/metrics/summary.ts';
import { duration } from '../duration.ts';
import { type Curves, chartsOf } from './charts.ts';
import { lossText, pageHeadline, secondsOf, shortName } from './headline.ts';
import { bytesText, escaped, factsHtml, section, tableHtml, timeText } from './html.ts';
import { chartsHtml, findingsHtml, proofsHtml, sharesHtml, timelineHtml } from './parts.ts';

/** The curves of a run. */
export function curvesOf({ state, metrics, context }: Artefacts): Curves {
  const { record } = state;
  return {
    name: shortName(record),
    metrics,
    ...(context.samplesPerStep === undefined ? {} : { samplesPerStep: context.samplesPerStep }),
  };
}

function facts(run: Artefacts, now: number): string {
  const { record, standing } = run.state;
  const summary = summaryOf(run.metrics);
  const seconds = secondsOf(record, now);
  const gpus = typeof run.plan?.['gpus'] === 'number' ? run.plan['gpus'] : undefined;
  const memory = (bytes: number | undefined) =>
    bytes === undefined ? undefined : `${(bytes / GIB).toFixed(1)} GiB`;
  const text = (value: string | undefined) => (value === undefined ? undefined : escaped(value));
  return factsHtml([
    [
      'outcome',
      `<span class="${standing === 'succeeded' ? 'good' : standing === 'running' ? '' : 'bad'}">${standing}</span>`,
    ],
    [
      'steps',
      `${summary.last?.step ?? record.step.last ?? 0}${record.step.planned === undefined ? '' : ` of ${record.step.planned}`}`,
    ],
    ['duration', duration(seconds)],
    ['GPUs', gpus === undefined ? undefined : String(gpus)],
    ['GPU-hours', gpus === undefined ? undefined : ((gpus * seconds) / 3600).toFixed(2)],
    [
      'loss, first → last',
      summary.first === undefined
        ? undefined
        : `${lossText(summary.first.loss)} → ${lossText(summary.last?.loss)}`,
    ],
    [
      'lowest loss',
      summary.best === undefined ? undefined : `${lossText(summary.best.loss)} at step ${summary.best.step}`,
    ],
    [
      'best validation',
      summary.bestValidation === undefined
        ? undefined
        : `${lossText(summary.bestValidation.loss)}${summary.bestValidation.step === undefined ? '' : ` at step ${summary.bestValidation.step}`}`,
    ],
    ['seconds per step', summary.secondsPerStep?.toFixed(2)],
    ['GPU memory, allocated', memory(summary.peakMemoryBytes)],
    ['GPU memory, reserved', memory(summary.reservedMemoryBytes)],
    [
      'model',
      record.model === undefined
        ? undefined
        : `<code>${escaped(record.model.path)}</code> ${escaped(record.model.kind)}${record.model.bytes === undefined ? '' : `, ${bytesText(record.model.bytes)}`}`,
    ],
    [
      'checkpoint',
      record.checkpoint === undefined ? undefined : `<code>${escaped(record.checkpoint.path)}</code>`,
    ],
    ['continued from', text(record.resumedFrom)],
    ['started', escaped(timeText(record.startedAt))],
    ['ended', record.endedAt === undefined ? undefined : escaped(timeText(record.endedAt))],
    ['engine', escaped(record.engine)],
    ['run', escaped(record.id)],
  ]);
}

function configHtml({ settings, origins, preset }: RunContext, config: string | undefined): string {
  if (settings === undefined)
    return config === undefined
      ? ''
      : `<details><summary>as given to the engine</summary><pre>${escaped(config)}</pre></details>`;
  const rows = Object.entries(settings).map(([key, value]) => {
    const origin = origins?.[key];
    const published = preset?.[key];
    const differs = preset !== undefined && published !== value;
    return [
      `<code>${escaped(key)}</code>`,
      `<code${differs ? ' class="warn"' : ''}>${escaped(value)}</code>`,
      escaped(origin ?? ''),
      differs ? `<code class="dim">${escaped(published ?? 'not set')}</code>` : '',
    ];
  });
  return `${tableHtml(['key', 'value', 'from', 'the preset has'], rows)}${
    config === undefined
      ? ''
      : `<details><summary>as given to the engine</summary><pre>${escaped(config)}</pre></details>`
  }`;
}

function modulesHtml({ modules = [] }: RunContext): string {
  return tableHtml(
    ['module', 'what it does', 'parameters', 'in this run', 'why'],
    modules.map(({ name, role, parameters, state, why }) => [
      `<code>${escaped(name)}</code>`,
      escaped(role),
      parameters === undefined ? '' : parameters.toLocaleString('en'),
      `<b class="${state === 'trained' ? 'good' : ''}">${escaped(state)}</b>`,
      escaped(why),
    ]),
  );
}

function dataHtml({ dataset }: RunContext): string {
  if (dataset === undefined) return '';
  const { root, train, validation } = dataset;
  return factsHtml([
    ['folder', root === undefined ? undefined : `<code>${escaped(root)}</code>`],
    ['training samples', train?.toLocaleString('en')],
    ['held out', validation?.toLocaleString('en')],
  ]);
}

function hostHtml(host: Readonly<Record<string, unknown>> | undefined): string {
  return host === undefined
    ? ''
    : `<details><summary>facts of the host before the launch</summary><pre>${escaped(JSON.stringify(host, null, 1))}</pre></details>`;
}

/** What stands in `main` of the page of one run. */
export function runPage(run: Artefacts, now: number): string {
  const { record, standing } = run.state;
  const summary = summaryOf(run.metrics);
  const shares =
    record.endedAt === undefined ? undefined : sharesOf(run.metrics, record.startedAt, record.endedAt);
  const remark = shares === undefined ? undefined : remarkOn(shares, run.context.loader);
  return [
    `<h1>${escaped(record.name ?? record.id)}</h1>\n<p class="answer">${escaped(pageHeadline(record, standing, summary, now))}</p>\n`,
    facts(run, now),
    section('Proofs of the end', proofsHtml(record.proofs ?? [])),
    section('Curves', chartsHtml(chartsOf([curvesOf(run)]), 'step'), 'curves'),
    section('From start to end', timelineHtml(run.metrics, record.startedAt, record.endedAt)),
    section('Where the time went', sharesHtml(shares, remark)),
    section('What was trained, and what was not', modulesHtml(run.context)),
    section('Findings', findingsHtml(run.findings)),
    section('Data', dataHtml(run.context)),
    section('Config', configHtml(run.context, run.config)),
    section('Host', hostHtml(run.host)),
    `<footer>cookbook-run, record of ${escaped(record.id)}</footer>`,
  ].join('\n');
}
