/** What came of an evaluation, as the worker wrote it. */
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { isObject, numberAt, valueAt } from '../json/object.ts';
import { readJsonFile } from '../json/read.ts';

/** A number of both models apart, with the interval that holds 95 % of the resamples. */
interface MetricDifference {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** One sample: what was asked, what it should be, and what each model said. */
export interface SampleRow {
  readonly id: string;
  readonly question: string;
  readonly media: readonly string[];
  readonly label: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly goodness: Readonly<Record<string, number>>;
  /** How much better the first model is, from -1 to 1; absent for one model. */
  readonly change?: number;
}

/** One model's numbers by dotted key, and the interval of each. */
export interface Judged {
  readonly path: string;
  readonly seconds: number;
  /** Answers that an earlier try had kept. */
  readonly kept: number;
  readonly metrics: unknown;
}

/** The whole answer. */
export interface EvalResult {
  readonly available: number;
  readonly samples: number;
  readonly models: Readonly<Record<string, Judged>>;
  readonly intervals: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>>;
  readonly difference: Readonly<Record<string, MetricDifference>>;
  readonly rows: readonly SampleRow[];
}

/** A thousand samples with long answers have some MB. */
const LARGEST = 512 * 1024 * 1024;

/** Reads the file that the worker wrote. Throws Failure 83 where it is none. */
export function readResult(path: string): EvalResult {
  const json = readJsonFile(path, LARGEST);
  const value = json.ok ? json.value : undefined;
  if (isObject(value) && isObject(value['models']) && Array.isArray(value['rows']))
    return value as unknown as EvalResult;
  throw new Failure(
    ExitCode.unverified,
    `the evaluation ended, but ${path} does not hold its answer`,
    'type the same command again: answers that were given are kept',
  );
}

/** Numbers of a summary by dotted key, but for the count. */
export function metricNumbers(metrics: unknown, prefix = ''): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const key of Object.keys(isObject(metrics) ? metrics : {})) {
    const number = numberAt(metrics, key);
    if (number !== undefined && key !== 'samples') found.set(`${prefix}${key}`, number);
    for (const [name, inner] of metricNumbers(valueAt(metrics, key), `${prefix}${key}.`))
      found.set(name, inner);
  }
  return found;
}

/** Numbers of which less is better. */
const LESS: ReadonlySet<string> = new Set(['score.error']);

/** What a difference says, as far as its interval tells. */
export function judged(
  metric: string,
  { low, high }: MetricDifference,
): 'better' | 'worse' | 'no difference shown' {
  const sign = LESS.has(metric) ? -1 : 1;
  if (low > 0) return sign > 0 ? 'better' : 'worse';
  if (high < 0) return sign > 0 ? 'worse' : 'better';
  return 'no difference shown';
}

/** The samples that changed most, the largest change first; those that only read differently after them. */
export function mostChanged(rows: readonly SampleRow[], most: number): readonly SampleRow[] {
  const size = ({ change = 0, answers }: SampleRow) =>
    Math.abs(change) + (new Set(Object.values(answers)).size > 1 ? 1e-6 : 0);
  return [...rows]
    .filter((row) => size(row) > 0)
    .sort((a, b) => size(b) - size(a))
    .slice(0, most);
}
