/** The numbers in what an eval command printed: any JSON object, nested as it likes. */
import { isObject, type JsonObject, objectIn } from '../../json/object.ts';
import type { Metrics } from './apply.ts';

/** Python prints NaN and Infinity, which JSON does not know: they are numbers here, which no gate lets pass. */
const LOOSE = /([:[,]\s*)(-?)(NaN|Infinity)(?=\s*[,}\]])/g;
const MARK = '\u0001';

/** The last line that is a JSON object, or all of it. */
function lastObject(stdout: string): JsonObject | undefined {
  for (const text of [stdout, ...stdout.trim().split('\n').reverse()]) {
    const found = objectIn(text) ?? objectIn(text.replace(LOOSE, `$1"${'\\u0001'}$2$3"`));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Numbers by dotted key. */
function metricsOf(value: JsonObject, prefix = ''): Metrics {
  const entries = Object.entries(value).flatMap(([key, item]): ReadonlyArray<readonly [string, number]> => {
    const name = `${prefix}${key}`;
    if (typeof item === 'number') return [[name, item]];
    if (typeof item === 'string' && item.startsWith(MARK)) return [[name, Number(item.slice(1))]];
    return isObject(item) ? Object.entries(metricsOf(item, `${name}.`)) : [];
  });
  return Object.fromEntries(entries);
}

/** The numbers of both models, where the command was so kind, or those of the one it was asked for. */
export function metricsIn(
  stdout: string,
): { readonly candidate: Metrics; readonly lastGood?: Metrics } | undefined {
  const value = lastObject(stdout);
  if (value === undefined) return undefined;
  const { candidate, last_good } = value;
  return isObject(candidate) && isObject(last_good)
    ? { candidate: metricsOf(candidate), lastGood: metricsOf(last_good) }
    : { candidate: metricsOf(value) };
}
