/** The gate: is the new model at least as good as the last good one? What could not be looked at never passes. Pure. */
import type { NightlyFile } from '../schema.ts';

/** Numbers that judge a model; `validation_loss` comes from the run, the others from the eval command. */
export type Metrics = Readonly<Record<string, number>>;

/** One comparison. */
interface Comparison {
  readonly metric: string;
  readonly better: 'higher' | 'lower';
  readonly value?: number;
  readonly lastGood?: number;
  /** What the numbers had to keep to, in words. */
  readonly limit?: string;
  readonly verdict: 'passed' | 'worse' | 'out-of-bounds' | 'missing' | 'not-finite' | 'nothing-to-compare';
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
  /** What to type to see what the gate could not. */
  readonly help?: string;
  /** Which samples the validation loss is of. */
  readonly heldOut?: string;
}

type GatePolicy = NightlyFile['gate'];

/** What is asked of one metric. */
interface Demand {
  readonly metric: string;
  readonly better: 'higher' | 'lower';
  /** False: its absence is no fault. */
  readonly required: boolean;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** How much worse than the last good run it may be, in its own unit. */
  readonly slack: (lastGood: number) => number;
}

function demands(policy: GatePolicy): readonly Demand[] {
  const share = (lastGood: number) => Math.abs(lastGood) * policy.tolerance;
  const loss = policy.validation_loss;
  return [
    ...(loss === 'off'
      ? []
      : [
          {
            metric: 'validation_loss',
            better: 'lower' as const,
            required: loss === 'required',
            slack: share,
          },
        ]),
    ...Object.entries(policy.metrics).map(([metric, given]) => {
      const { direction, min, max, max_drop } = typeof given === 'string' ? { direction: given } : given;
      const slack = max_drop === undefined ? share : () => max_drop;
      return { metric, better: direction, required: true, min, max, slack };
    }),
  ];
}

function limitOf({ better, min, max, slack }: Demand, lastGood: number | undefined): string | undefined {
  const words = [
    ...(min === undefined ? [] : [`at least ${shown(min)}`]),
    ...(max === undefined ? [] : [`at most ${shown(max)}`]),
    ...(lastGood === undefined
      ? []
      : better === 'lower'
        ? [`not above ${shown(lastGood + slack(lastGood))}`]
        : [`not below ${shown(lastGood - slack(lastGood))}`]),
  ];
  return words.length === 0 ? undefined : words.join(', ');
}

/** A number as a person reads it: four digits that count. */
export function shown(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value);
}

function compare(demand: Demand, value: number | undefined, lastGood: number | undefined): Comparison {
  const { metric, better, min, max, slack } = demand;
  const limit = limitOf(demand, lastGood);
  const base = {
    metric,
    better,
    ...(value === undefined ? {} : { value }),
    ...(lastGood === undefined ? {} : { lastGood }),
    ...(limit === undefined ? {} : { limit }),
  };
  if (value === undefined) return { ...base, verdict: 'missing' };
  if (!Number.isFinite(value)) return { ...base, verdict: 'not-finite' };
  if ((min !== undefined && value < min) || (max !== undefined && value > max))
    return { ...base, verdict: 'out-of-bounds' };
  if (lastGood === undefined) return { ...base, verdict: 'nothing-to-compare' };
  const good = better === 'lower' ? value <= lastGood + slack(lastGood) : value >= lastGood - slack(lastGood);
  return { ...base, verdict: good ? 'passed' : 'worse' };
}

/** Why a row does not pass. */
function fault({ metric, value, lastGood, limit, verdict }: Comparison): string {
  switch (verdict) {
    case 'missing':
      return `${metric} is missing`;
    case 'not-finite':
      return `${metric} is not finite`;
    case 'out-of-bounds':
      return `${metric} ${shown(value ?? Number.NaN)} is outside of its bounds (${limit})`;
    default:
      return `${metric} ${shown(value ?? Number.NaN)} is worse than ${shown(lastGood ?? Number.NaN)} of the last good model`;
  }
}

const BAD = new Set<Comparison['verdict']>(['worse', 'out-of-bounds', 'missing', 'not-finite']);

function praise(rows: readonly Comparison[], compared: boolean): string {
  if (rows.length === 0) return 'no metric was asked for: only the files were verified';
  if (!compared) return 'there is no last good model to compare with';
  const list = (verdict: Comparison['verdict'], words: string) => {
    const names = rows.filter((row) => row.verdict === verdict).map((row) => row.metric);
    return names.length === 0 ? [] : [`${names.join(', ')}: ${words}`];
  };
  return [
    ...list('passed', 'at least as good as the last good model'),
    ...list('nothing-to-compare', 'there is nothing of the last good model to compare with'),
  ].join('; ');
}

/** Judges `metrics` against those of the last good model, where there is one. Missing and not finite are failures. */
export function judgeGate(policy: GatePolicy, metrics: Metrics, lastGood: Metrics | undefined): GateResult {
  const rows = demands(policy).flatMap((demand) => {
    const row = compare(demand, metrics[demand.metric], lastGood?.[demand.metric]);
    const unknown = row.verdict === 'missing' && lastGood?.[demand.metric] === undefined;
    return unknown && !demand.required ? [] : [row];
  });
  const bad = rows.filter((row) => BAD.has(row.verdict));
  const reason = bad.length === 0 ? praise(rows, lastGood !== undefined) : bad.map(fault).join('; ');
  return { passed: bad.length === 0, blind: false, reason, comparisons: rows, metrics };
}
