/** The gate: is the new model at least as good as the last good one? What could not be looked at never passes. */
import type { NightlyFile } from '../schema.ts';

/** Numbers that judge a model; `validation_loss` comes from the run, the others from the eval command. */
export type Metrics = Readonly<Record<string, number>>;

/** One comparison. */
export interface Comparison {
  readonly metric: string;
  readonly better: 'higher' | 'lower';
  readonly value?: number;
  readonly lastGood?: number;
  readonly verdict: 'passed' | 'worse' | 'missing' | 'not-finite' | 'nothing-to-compare';
}

export interface GateResult {
  readonly passed: boolean;
  /** True if the gate could not look: then nothing is promoted, and the night is `unverified`. */
  readonly blind: boolean;
  readonly reason: string;
  readonly comparisons: readonly Comparison[];
  readonly metrics: Metrics;
  /** Data types of the export's tensors. */
  readonly dtypes?: readonly string[];
}

type GatePolicy = NightlyFile['gate'];

function wanted(policy: GatePolicy): ReadonlyArray<readonly [string, 'higher' | 'lower', boolean]> {
  const loss = policy.validation_loss;
  return [
    ...(loss === 'off' ? [] : [['validation_loss', 'lower', loss === 'required'] as const]),
    ...Object.entries(policy.metrics).map(([name, better]) => [name, better, true] as const),
  ];
}

function compare(
  metric: string,
  better: 'higher' | 'lower',
  value: number | undefined,
  lastGood: number | undefined,
  tolerance: number,
): Comparison {
  const base = {
    metric,
    better,
    ...(value === undefined ? {} : { value }),
    ...(lastGood === undefined ? {} : { lastGood }),
  };
  if (value === undefined) return { ...base, verdict: 'missing' };
  if (!Number.isFinite(value)) return { ...base, verdict: 'not-finite' };
  if (lastGood === undefined) return { ...base, verdict: 'nothing-to-compare' };
  const slack = Math.abs(lastGood) * tolerance;
  const good = better === 'lower' ? value <= lastGood + slack : value >= lastGood - slack;
  return { ...base, verdict: good ? 'passed' : 'worse' };
}

/** Judges `metrics` against those of the last good run, where there is one. */
export function judgeGate(
  policy: GatePolicy,
  metrics: Metrics,
  lastGood: Metrics | undefined,
): Omit<GateResult, 'dtypes'> {
  const rows = wanted(policy).flatMap(([metric, better, required]) => {
    const one = compare(metric, better, metrics[metric], lastGood?.[metric], policy.tolerance);
    return one.verdict === 'missing' && !required && lastGood?.[metric] === undefined ? [] : [one];
  });
  const bad = rows.filter((row) => row.verdict === 'worse' || row.verdict === 'not-finite');
  const missing = rows.filter((row) => row.verdict === 'missing');
  const tell = (row: Comparison) =>
    row.verdict === 'missing'
      ? `${row.metric} is missing`
      : row.verdict === 'not-finite'
        ? `${row.metric} is not finite`
        : `${row.metric} ${row.value} is worse than ${row.lastGood} of the last good run`;
  const list = (verdict: Comparison['verdict']) =>
    rows
      .filter((row) => row.verdict === verdict)
      .map((row) => row.metric)
      .join(', ');
  const told = [
    ...(list('passed') === '' ? [] : [`${list('passed')}: at least as good as the last good run`]),
    ...(list('nothing-to-compare') === ''
      ? []
      : [`${list('nothing-to-compare')}: not known of the last good run`]),
  ].join('; ');
  const passed = bad.length === 0 && missing.length === 0;
  const reason = passed
    ? lastGood === undefined
      ? 'there is no last good run to compare with'
      : rows.length === 0
        ? 'no metric was asked for: only the files were verified'
        : told
    : [...bad, ...missing].map(tell).join('; ');
  return { passed, blind: bad.length === 0 && missing.length > 0, reason, comparisons: rows, metrics };
}

/** The numbers in what an eval command printed: its last line that is a JSON object. */
export function metricsIn(stdout: string): Metrics | undefined {
  for (const line of [stdout, ...stdout.trim().split('\n').reverse()]) {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
      return Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
      );
    } catch {
      // not this line
    }
  }
  return undefined;
}
