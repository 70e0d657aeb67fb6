/** One run as text: the answer, then facts, metrics, proofs, findings. */
import { adapterOf } from '../engine/registry.ts';
import { GIB } from '../estimate/gib.ts';
import type { Artefacts } from '../run/artefacts.ts';
import { type MetricSummary, PARTS, type Shares, shareOf } from '../run/metrics/summary.ts';
import { duration } from './duration.ts';
import { findingText } from './findings.ts';
import { jobRows, standingText } from './job.ts';
import { lossText, pageHeadline, secondsOf } from './run-page/headline.ts';
import { bytesText } from './run-page/html.ts';
import { sparkline } from './sparkline.ts';
import type { Paint } from './style.ts';

/** The proofs of a good end, one a line. */
export function proofsText(
  proofs: readonly { readonly name: string; readonly ok: boolean; readonly why?: string }[],
  paint: Paint,
): string {
  return proofs
    .map(
      ({ name, ok, why }) =>
        `  ${ok ? paint('green', '✓') : paint('red', '✗')} ${name}${why === undefined ? '' : `: ${why}`}\n`,
    )
    .join('');
}

/** Where the time went, in one line. */
function sharesText(shares: Shares): string {
  return PARTS.flatMap((part) => {
    const share = shareOf(shares, part);
    return share < 0.005 ? [] : [`${part} ${Math.round(share * 100)} %`];
  }).join(', ');
}

/** The whole text. */
export function runText(
  run: Artefacts,
  metrics: MetricSummary,
  shares: Shares | undefined,
  remark: string | undefined,
  now: number,
  paint: Paint,
): string {
  const { record, standing, files } = run.state;
  const losses = run.metrics.flatMap((one) => ('step' in one && one.loss !== undefined ? [one.loss] : []));
  const memory = metrics.peakMemoryBytes;
  const gpus = typeof run.plan?.['gpus'] === 'number' ? run.plan['gpus'] : undefined;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['run', record.name === undefined ? record.id : `${record.id} (${record.name})`],
    ['preset', record.preset],
    ['status', standingText(run.state)],
    ...jobRows(run.state),
    [
      'engine',
      `${adapterOf(record).name} ${record.engine}${record.engineExit === undefined ? '' : `, exited ${record.engineExit ?? 'not by itself'}`}`,
    ],
    ['step', `${metrics.last?.step ?? record.step.last ?? '?'} of ${record.step.planned ?? '?'}`],
    ['started', record.startedAt],
    ['ended', record.endedAt],
    [
      'took',
      `${duration(secondsOf(record, now))}${gpus === undefined ? '' : `, ${((gpus * secondsOf(record, now)) / 3600).toFixed(2)} GPU-hours`}`,
    ],
    [
      'loss',
      metrics.first === undefined
        ? undefined
        : `${lossText(metrics.first.loss)} → ${lossText(metrics.last?.loss)}  ${sparkline(losses, 24)}`,
    ],
    [
      'valid.',
      metrics.validation.length === 0
        ? undefined
        : `${lossText(metrics.validation[0]?.loss)} → ${lossText(metrics.validation.at(-1)?.loss)}, best ${lossText(metrics.bestValidation?.loss)}`,
    ],
    ['s/step', metrics.secondsPerStep?.toFixed(2)],
    [
      'memory',
      memory === undefined ? undefined : `${(memory / GIB).toFixed(1)} GiB allocated at most on one GPU`,
    ],
    ['time', shares === undefined ? undefined : sharesText(shares)],
    ['', remark],
    [
      'model',
      record.model === undefined
        ? undefined
        : `${record.model.path} (${record.model.kind}${record.model.bytes === undefined ? '' : `, ${bytesText(record.model.bytes)}`}${record.model.dtype === undefined ? '' : `, ${record.model.dtype}`})`,
    ],
    ['ckpt', record.checkpoint?.path],
    ['from', record.resumedFrom],
    ['record', files.folder],
  ];
  return [
    `${paint('bold', pageHeadline(record, standing, metrics, now))}\n`,
    ...rows.flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [`${name.padEnd(8)} ${value}\n`],
    ),
    ...(record.proofs === undefined ? [] : ['proofs\n', proofsText(record.proofs, paint)]),
    ...run.findings.map((finding) => findingText(finding, paint)),
  ].join('');
}
