/** The parts of a run's page that are not charts. */

import type { ProofLine } from '../../engine/engine.ts';
import { PHASES } from '../../engine/events.ts';
import type { Finding } from '../../findings/finding.ts';
import { isPhase, isSave, type Metric } from '../../run/metrics/metric.ts';
import { PARTS, type RunPart, type Shares, shareOf } from '../../run/metrics/summary.ts';
import { duration } from '../duration.ts';
import type { Chart } from './charts.ts';
import { bytesText, escaped, jsonInHtml, tableHtml, timeText } from './html.ts';

/** Places for the charts, and their data for the script. */
export function chartsHtml(charts: readonly Chart[], axis: string): string {
  if (charts.length === 0) return '';
  const places = charts
    .map(
      ({ title, unit }, place) =>
        `<figure><figcaption>${escaped(title)}${unit === '' ? '' : ` <span class="dim">${escaped(unit)}</span>`}</figcaption><div data-chart="${place}" data-axis="${escaped(axis)}"></div></figure>`,
    )
    .join('\n');
  return `<div class="charts">${places}</div>\n<script type="application/json" id="charts">${jsonInHtml(charts)}</script>`;
}

/** In the order of the phases. */
const PHASE_COLOURS = ['#868e96', '#adb5bd', '#748ffc', '#12b886', '#fab005', '#e8590c', '#ced4da'] as const;

const COLOURS: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(PHASES.map((phase, place) => [phase, PHASE_COLOURS[place]])),
  'start-up': '#748ffc',
  data: '#e03131',
  compute: '#12b886',
  validation: '#fab005',
  other: '#adb5bd',
};

interface Piece {
  readonly name: string;
  readonly seconds: number;
}

function barHtml(pieces: readonly Piece[]): string {
  const total = pieces.reduce((sum, { seconds }) => sum + seconds, 0);
  if (total <= 0) return '';
  return `<div class="bar">${pieces
    .map(
      ({ name, seconds }) =>
        `<span style="width:${((seconds / total) * 100).toFixed(2)}%;background:${COLOURS[name] ?? '#868e96'}" title="${escaped(`${name}: ${duration(seconds)}`)}"></span>`,
    )
    .join('')}</div>`;
}

const key = (items: readonly (readonly [name: string, text: string])[]) =>
  `<div class="key">${items.map(([name, text]) => `<span><i style="background:${COLOURS[name] ?? '#868e96'}"></i>${escaped(text)}</span>`).join('')}</div>`;

/** Phases from start to end, and the saves as a list below. */
export function timelineHtml(
  metrics: readonly Metric[],
  startedAt: string,
  endedAt: string | undefined,
): string {
  const phases = metrics.filter(isPhase);
  const end = Date.parse(endedAt ?? phases.at(-1)?.at ?? startedAt);
  const starts = [{ phase: 'starting', at: startedAt }, ...phases];
  const pieces = starts.flatMap(({ phase, at }, place) => {
    const seconds = (Date.parse(starts[place + 1]?.at ?? '') || end) / 1000 - Date.parse(at) / 1000;
    return seconds > 0 ? [{ name: phase, seconds }] : [];
  });
  const names = [...new Set(pieces.map(({ name }) => name))];
  const saves = metrics
    .filter(isSave)
    .map(({ save, at }) => [
      String(save.step),
      escaped(timeText(at ?? '')),
      save.seconds === undefined ? '' : duration(save.seconds),
      save.bytes === undefined ? '' : bytesText(save.bytes),
      `<code>${escaped(save.path)}</code>`,
    ]);
  return `${barHtml(pieces)}${key(names.map((name) => [name, `${name} ${duration(pieces.filter((one) => one.name === name).reduce((sum, { seconds }) => sum + seconds, 0))}`]))}
${tableHtml(['saved after step', 'at', 'took', 'size', 'path'], saves)}`;
}

/** Where the time went, with the one sentence where a share is out of line. */
export function sharesHtml(shares: Shares | undefined, remark: string | undefined): string {
  if (shares === undefined) return '';
  const parts = PARTS.filter((part) => (shares.seconds[part] ?? 0) > 0);
  const text = (part: RunPart) => `${part} ${Math.round(shareOf(shares, part) * 100)} %`;
  return `${barHtml(parts.map((name) => ({ name, seconds: shares.seconds[name] ?? 0 })))}${key(parts.map((part) => [part, text(part)]))}${
    remark === undefined ? '' : `<p class="warn">${escaped(remark)}</p>`
  }`;
}

/** The proofs, each with what is missing. */
export function proofsHtml(proofs: readonly ProofLine[]): string {
  if (proofs.length === 0) return '';
  return `<ul class="plain">${proofs
    .map(
      ({ name, ok, why }) =>
        `<li><b class="${ok ? 'good' : 'bad'}">${ok ? '✓' : '✗'}</b> ${escaped(name)}${why === undefined ? '' : ` <span class="dim">${escaped(why)}</span>`}</li>`,
    )
    .join('\n')}</ul>`;
}

const TONE: Readonly<Record<Finding['severity'], string>> = { error: 'bad', warning: 'warn', info: 'dim' };

/** Findings, each with why and what to type. */
export function findingsHtml(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  return `<ul class="plain">${findings
    .map(
      ({ id, severity, message, because, help }) =>
        `<li><b class="${TONE[severity]}">${severity}</b> ${escaped(message)} <span class="dim">${escaped(id)}</span>${
          because === undefined ? '' : `<br><span class="dim">${escaped(because)}</span>`
        }${help === undefined ? '' : `<pre>${escaped(help)}</pre>`}</li>`,
    )
    .join('\n')}</ul>`;
}
