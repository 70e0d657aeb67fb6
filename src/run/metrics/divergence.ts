/** Watches the metrics of a run for a training that has gone wrong: a fold of (state, step), tested without a run. */
import type { StepMetric } from './metric.ts';
import { median } from './summary.ts';

/** A loss or gradient that is no number. */
export interface NotFinite {
  readonly kind: 'not-finite';
  readonly step: number;
  readonly what: 'loss' | 'gradient';
  readonly value: number;
}

/** What a person should hear about once. */
export type Alarm =
  | NotFinite
  | { readonly kind: 'spike'; readonly step: number; readonly loss: number; readonly typical: number }
  | { readonly kind: 'zero-loss'; readonly step: number }
  | { readonly kind: 'flat-loss'; readonly step: number; readonly loss: number; readonly since: number }
  | { readonly kind: 'zero-rate'; readonly step: number };

/** What has been seen so far. */
interface Guard {
  /** Steps in a row whose loss or gradient is not finite. */
  readonly badInARow: number;
  /** Losses of the last steps, oldest first. */
  readonly recent: readonly number[];
  /** Steps in a row without a learning rate above zero, counted from the first. */
  readonly withoutRate: number;
  readonly steps: number;
  readonly said: readonly Alarm['kind'][];
}

export const NEW_GUARD: Guard = { badInARow: 0, recent: [], withoutRate: 0, steps: 0, said: [] };

/** How many losses the running median and the flat check look back. */
const WINDOW = 50;
/** A loss of this many times the running median is a spike. */
const SPIKE = 10;
/** Losses that are all equal for this long do not move. */
const FLAT = 30;
/** Steps until a learning rate of 0 is no warm-up any more. */
const NO_RATE = 20;

const bad = (value: number | undefined): value is number => value !== undefined && !Number.isFinite(value);

/** What of a step is not finite, if anything. */
export function notFinite({ step, loss, gradNorm }: StepMetric): NotFinite | undefined {
  if (bad(loss)) return { kind: 'not-finite', step, what: 'loss', value: loss };
  return bad(gradNorm) ? { kind: 'not-finite', step, what: 'gradient', value: gradNorm } : undefined;
}

function lossAlarm({ step, loss }: StepMetric, recent: readonly number[]): Alarm | undefined {
  if (loss === undefined || bad(loss)) return undefined;
  if (recent.length >= FLAT - 1 && recent.slice(1 - FLAT).every((one) => one === loss))
    return loss === 0
      ? { kind: 'zero-loss', step }
      : { kind: 'flat-loss', step, loss, since: step - FLAT + 1 };
  // Hardly ever: what is no spike above the least is none above the middle.
  const above = recent.length >= 10 && loss > SPIKE * Math.min(...recent);
  const typical = above ? median(recent) : undefined;
  return typical !== undefined && typical > 0 && loss > SPIKE * typical
    ? { kind: 'spike', step, loss, typical }
    : undefined;
}

/** The state after one more step, what is worth saying, and whether the run should end: `stopAfter` bad steps in a row. */
export function guardStep(
  guard: Guard,
  metric: StepMetric,
  stopAfter: number | undefined,
): { readonly guard: Guard; readonly alarms: readonly Alarm[]; readonly stop: boolean } {
  const broken = notFinite(metric);
  const steps = guard.steps + 1;
  const rates = guard.withoutRate === guard.steps ? Object.values(metric.lr ?? {}) : [];
  const withoutRate =
    rates.length > 0 && rates.every((rate) => rate === 0) ? guard.withoutRate + 1 : guard.withoutRate;
  const candidates = [
    broken,
    lossAlarm(metric, guard.recent),
    withoutRate === steps && steps >= NO_RATE
      ? ({ kind: 'zero-rate', step: metric.step } as const)
      : undefined,
  ];
  const alarms = candidates.filter(
    (alarm): alarm is Alarm => alarm !== undefined && !guard.said.includes(alarm.kind),
  );
  const badInARow = broken === undefined ? 0 : guard.badInARow + 1;
  const loss = metric.loss;
  return {
    guard: {
      badInARow,
      recent: loss === undefined || bad(loss) ? guard.recent : [...guard.recent, loss].slice(-WINDOW),
      withoutRate,
      steps,
      said: [...guard.said, ...alarms.map(({ kind }) => kind)],
    },
    alarms,
    stop: stopAfter !== undefined && badInARow >= stopAfter,
  };
}

/** An alarm in words. */
export function alarmText(alarm: Alarm): string {
  switch (alarm.kind) {
    case 'not-finite':
      return `step ${alarm.step}: the ${alarm.what} is ${alarm.value}; nothing that is learned from here on is of use`;
    case 'spike':
      return `step ${alarm.step}: loss ${alarm.loss.toPrecision(4)} is more than ${SPIKE} times the usual ${alarm.typical.toPrecision(4)}`;
    case 'zero-loss':
      return `the loss has been 0 for ${FLAT} steps: no token of the answers may be counted`;
    case 'flat-loss':
      return `the loss has not moved from ${alarm.loss.toPrecision(4)} since step ${alarm.since}`;
    case 'zero-rate':
      return `the learning rate has been 0 for all ${NO_RATE} steps so far: nothing is being learned`;
  }
}
