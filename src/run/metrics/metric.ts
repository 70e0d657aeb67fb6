/** The lines of metrics.ndjson: what a run measured, in the order in which it was measured. Stable; docs/metrics.md tells it. */
import type { StepMeasures } from '../../engine/events.ts';
import { isObject, type JsonObject, objectIn } from '../../json/object.ts';

/**
 * One optimizer step: mean loss (NaN and the infinities are kept), gradient norm, learning rate per group of parameters,
 * seconds of the step with the wait for data in it, bytes held on one GPU at most so far.
 */
export interface StepMetric extends StepMeasures {
  /** Wall clock, ISO 8601 in UTC: when the engine said it. */
  readonly at?: string;
}

/** The loss on the held-out samples after a step. */
interface ValidationMetric {
  readonly validation: { readonly step?: number; readonly loss: number };
  readonly at?: string;
}

/** A checkpoint or export that the engine says it has written. */
interface SaveMetric {
  readonly save: {
    readonly step: number;
    readonly path: string;
    readonly bytes?: number;
    readonly seconds?: number;
  };
  readonly at?: string;
}

/** The run entered a phase. */
interface PhaseMetric {
  readonly phase: string;
  readonly at: string;
}

export type Metric = StepMetric | ValidationMetric | SaveMetric | PhaseMetric;

export const isStep = (metric: Metric): metric is StepMetric => 'step' in metric;
export const isValidation = (metric: Metric): metric is ValidationMetric => 'validation' in metric;
export const isSave = (metric: Metric): metric is SaveMetric => 'save' in metric;
export const isPhase = (metric: Metric): metric is PhaseMetric => 'phase' in metric;

const WORDS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** For JSON.stringify: NaN and the infinities, which JSON lacks, as those words. */
const wordsForNumbers = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** One line of the file, without its newline. */
export function metricLine(metric: Metric): string {
  const line = JSON.stringify(metric);
  return line.includes('null') ? JSON.stringify(metric, wordsForNumbers) : line;
}

const table = (value: unknown): JsonObject | undefined => (isObject(value) ? value : undefined);

const number = (value: unknown): number | undefined =>
  typeof value === 'number'
    ? value
    : typeof value === 'string' && Object.hasOwn(WORDS, value)
      ? WORDS[value]
      : undefined;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The entries whose value is there. */
function present<T extends Record<string, unknown>>(all: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as never;
}

function rates(value: unknown): Readonly<Record<string, number>> | undefined {
  const groups = table(value);
  if (groups === undefined) return undefined;
  const known = Object.entries(groups).flatMap(([name, rate]) => {
    const parsed = number(rate);
    return parsed === undefined ? [] : [[name, parsed] as const];
  });
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

function stepMetric(fields: JsonObject, step: number): StepMetric {
  return {
    step,
    ...present({
      at: text(fields['at']),
      epoch: number(fields['epoch']),
      loss: number(fields['loss']),
      gradNorm: number(fields['gradNorm']),
      lr: rates(fields['lr']),
      seconds: number(fields['seconds']),
      dataWait: number(fields['dataWait']),
      peakMemoryBytes: number(fields['peakMemoryBytes']),
      reservedMemoryBytes: number(fields['reservedMemoryBytes']),
      tokensPerSecond: number(fields['tokensPerSecond']),
    }),
  };
}

/** Reads one line; `undefined` for what is no metric: a half-written line, or one of a later version. */
export function readMetric(line: string): Metric | undefined {
  const fields = objectIn(line);
  if (fields === undefined) return undefined;
  const at = present({ at: text(fields['at']) });
  const step = number(fields['step']);
  if (step !== undefined) return stepMetric(fields, step);
  const validation = table(fields['validation']);
  const loss = number(validation?.['loss']);
  if (loss !== undefined)
    return { validation: { ...present({ step: number(validation?.['step']) }), loss }, ...at };
  const save = table(fields['save']);
  const [saved, path] = [number(save?.['step']), text(save?.['path'])];
  if (saved !== undefined && path !== undefined)
    return {
      save: {
        step: saved,
        path,
        ...present({ bytes: number(save?.['bytes']), seconds: number(save?.['seconds']) }),
      },
      ...at,
    };
  const phase = text(fields['phase']);
  return phase === undefined || at.at === undefined ? undefined : { phase, at: at.at };
}

/** All metrics of a file's text; what cannot be read is left out. */
export function readMetrics(text: string): readonly Metric[] {
  return text.split('\n').flatMap((line) => readMetric(line) ?? []);
}
