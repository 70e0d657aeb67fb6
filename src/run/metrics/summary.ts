/** What the metrics of a run come to: first, last, best; where the time went. */
import { isStartUp } from '../../engine/events.ts';
import { isPhase, isSave, isStep, isValidation, type Metric, type StepMetric } from './metric.ts';

/** Validation losses in order; `best` is the lowest finite one. */
export interface Validation {
  readonly step?: number;
  readonly loss: number;
}

/** What is worth a line of a report. */
export interface MetricSummary {
  readonly first?: StepMetric;
  readonly last?: StepMetric;
  /** The step with the lowest finite loss. */
  readonly best?: StepMetric;
  readonly validation: readonly Validation[];
  readonly bestValidation?: Validation;
  readonly saves: readonly {
    readonly step: number;
    readonly path: string;
    readonly bytes?: number;
    readonly seconds?: number;
  }[];
  /** Highest peak and reserved bytes on one GPU. */
  readonly peakMemoryBytes?: number;
  readonly reservedMemoryBytes?: number;
  /** Median seconds of a step after the first. */
  readonly secondsPerStep?: number;
}

const finite = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);

function least<T>(all: readonly T[], value: (one: T) => number | undefined): T | undefined {
  let best: T | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  for (const one of all) {
    const candidate = value(one);
    if (finite(candidate) && candidate < lowest) [best, lowest] = [one, candidate];
  }
  return best;
}

function most(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter(finite);
  return known.length === 0 ? undefined : known.reduce((a, b) => Math.max(a, b));
}

/** The middle value; `undefined` of nothing. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

const optional = <T>(name: string, value: T | undefined) => (value === undefined ? {} : { [name]: value });

/** The summary of a run's metrics. */
export function summaryOf(metrics: readonly Metric[]): MetricSummary {
  const steps = metrics.filter(isStep);
  const validation = metrics.filter(isValidation).map((one) => one.validation);
  const seconds = steps.slice(1).flatMap((one) => (finite(one.seconds) ? [one.seconds] : []));
  return {
    validation,
    saves: metrics.filter(isSave).map((one) => one.save),
    ...optional('first', steps[0]),
    ...optional('last', steps.at(-1)),
    ...optional(
      'best',
      least(steps, (one) => one.loss),
    ),
    ...optional(
      'bestValidation',
      least(validation, (one) => one.loss),
    ),
    ...optional('peakMemoryBytes', most(steps.map((one) => one.peakMemoryBytes))),
    ...optional('reservedMemoryBytes', most(steps.map((one) => one.reservedMemoryBytes))),
    ...optional(
      'secondsPerStep',
      median(
        seconds.length === 0 ? steps.flatMap((one) => (finite(one.seconds) ? [one.seconds] : [])) : seconds,
      ),
    ),
  };
}

/** Parts of a run's time, in the order of a report. */
export const PARTS = ['start-up', 'data', 'compute', 'validation', 'saving', 'other'] as const;

export type RunPart = (typeof PARTS)[number];

/** Seconds by part; they add up to `total`. `data` is absent where nothing measured the wait. */
export interface Shares {
  readonly total: number;
  readonly seconds: Readonly<Partial<Record<RunPart, number>>>;
}

const TRAINING = new Set(['training']);
const NAMED: Readonly<Record<string, RunPart | undefined>> = {
  validating: 'validation',
  saving: 'saving',
};

interface Span {
  readonly phase: string;
  readonly seconds: number;
}

function spansOf(metrics: readonly Metric[], startedAt: number, endedAt: number): readonly Span[] {
  const turns = metrics.filter(isPhase).map(({ phase, at }) => ({ phase, at: Date.parse(at) }));
  const all = [
    { phase: 'starting', at: startedAt },
    ...turns.filter(({ at }) => at >= startedAt && at <= endedAt),
  ];
  return all.map(({ phase, at }, place) => ({
    phase,
    seconds: Math.max(0, ((all[place + 1]?.at ?? endedAt) - at) / 1000),
  }));
}

/** Where the time of a finished run went, from its phases and steps; times are those of the wall clock. */
export function sharesOf(metrics: readonly Metric[], startedAt: string, endedAt: string): Shares | undefined {
  const [from, to] = [Date.parse(startedAt), Date.parse(endedAt)];
  if (!(to > from)) return undefined;
  const spans = spansOf(metrics, from, to);
  const sum = (of: (phase: string) => boolean) =>
    spans.reduce((total, { phase, seconds }) => (of(phase) ? total + seconds : total), 0);
  const steps = metrics.filter(isStep);
  const training = sum((phase) => TRAINING.has(phase));
  const stepping = Math.min(
    training,
    steps.reduce((total, { seconds }) => total + (finite(seconds) ? seconds : 0), 0),
  );
  const measured = steps.some(({ dataWait }) => finite(dataWait));
  const waiting = Math.min(
    stepping,
    steps.reduce((total, { dataWait }) => total + (finite(dataWait) ? dataWait : 0), 0),
  );
  const part = (name: RunPart) => sum((phase) => (isStartUp(phase) ? 'start-up' : NAMED[phase]) === name);
  const total = (to - from) / 1000;
  const seconds: Partial<Record<RunPart, number>> = {
    'start-up': part('start-up'),
    ...(measured ? { data: waiting } : {}),
    compute: stepping - (measured ? waiting : 0),
    validation: part('validation'),
    saving: part('saving'),
  };
  const known = Object.values(seconds).reduce((a, b) => a + b, 0);
  return { total, seconds: { ...seconds, other: Math.max(0, total - known) } };
}

/** The share of one part, from 0 to 1. */
export function shareOf({ total, seconds }: Shares, part: RunPart): number {
  return total === 0 ? 0 : (seconds[part] ?? 0) / total;
}

/** One sentence where a share is out of line, with the setting of the loader where it is known; nothing beyond the numbers. */
export function remarkOn(
  shares: Shares,
  loader?: { readonly key: string; readonly workers: number },
): string | undefined {
  const percent = (value: number) => `${Math.round(value * 100)} %`;
  const busy = (shares.seconds.data ?? 0) + (shares.seconds.compute ?? 0);
  const waiting = busy === 0 ? 0 : (shares.seconds.data ?? 0) / busy;
  if (waiting > 0.3)
    return `${percent(waiting)} of the time of the steps went by waiting for data${
      loader === undefined ? '' : `: ${loader.key} is ${loader.workers}`
    }`;
  const long = (['saving', 'validation', 'start-up'] as const).find((part) => shareOf(shares, part) > 0.4);
  if (long === undefined || shares.total < 600) return undefined;
  return `${percent(shareOf(shares, long))} of the run was ${long}`;
}
