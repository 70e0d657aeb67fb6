/** Numbers of an evaluation as a person reads them, for terminal and page. */
import { textAt } from '../json/object.ts';
import { type EvalResult, judged, metricNumbers } from './result.ts';

/** One line of the table of numbers. */
interface NumberLine {
  readonly metric: string;
  /** By model: the number alone, and with its interval. */
  readonly plain: readonly string[];
  readonly values: readonly string[];
  /** The difference with its interval; empty for one model. */
  readonly difference: string;
  readonly verdict: 'better' | 'worse' | 'no difference shown' | '';
}

const shown = (value: number) => String(Number(value.toPrecision(3)));
const signed = (value: number) => `${value > 0 ? '+' : ''}${shown(value)}`;

const TITLES: Readonly<Record<string, string>> = {
  exact_match: 'exact match',
  option_accuracy: 'right option',
  rouge_l: 'ROUGE-L',
  'json.valid': 'valid JSON',
  'json.field_accuracy': 'right JSON fields',
  'score.accuracy': 'right score',
  'score.error': 'error of the score',
  'score.answered': 'answers with a score',
  'score.correlation': 'correlation of scores (Pearson)',
};

/** Every number of the first model, in the order of the worker; fields of JSON one by one at the end. */
export function numberLines(result: EvalResult): readonly NumberLine[] {
  const names = Object.keys(result.models);
  const numbers = names.map((name) => metricNumbers(result.models[name]?.metrics));
  const keys = [...new Set(numbers.flatMap((one) => [...one.keys()]))].filter((key) => key !== 'seconds');
  const field = (key: string) => (key.startsWith('json.fields.') ? 1 : 0);
  return [...keys]
    .sort((a, b) => field(a) - field(b))
    .map((metric): NumberLine => {
      const difference = result.difference[metric];
      return {
        metric: textAt(TITLES, metric) ?? metric.replace(/^json\.fields\./, 'field '),
        plain: numbers.map((one) => (one.has(metric) ? shown(one.get(metric) as number) : '-')),
        values: names.map((name, place) => {
          const value = numbers[place]?.get(metric);
          const range = result.intervals[name]?.[metric];
          if (value === undefined) return '-';
          return range === undefined
            ? shown(value)
            : `${shown(value)} (${shown(range[0])} to ${shown(range[1])})`;
        }),
        difference:
          difference === undefined
            ? ''
            : `${signed(difference.value)} (${signed(difference.low)} to ${signed(difference.high)})`,
        verdict: difference === undefined ? '' : judged(metric, difference),
      };
    });
}

/** How many samples, of how many. */
export function countText({ samples, available }: EvalResult, everything: boolean): string {
  const which = everything ? 'samples' : 'samples that were held out of training';
  return `${samples} of ${available} ${which}`;
}
