/** The numbers in what an eval command printed: any JSON object, nested as it likes. */
import type { Metrics } from './apply.ts';

type Printed = Readonly<Record<string, unknown>>;

/** Python prints NaN and Infinity, which JSON does not know: they are numbers here, which no gate lets pass. */
const LOOSE = /([:[,]\s*)(-?)(NaN|Infinity)(?=\s*[,}\]])/g;
const MARK = '\u0001';

function parse(text: string): Printed | undefined {
  for (const candidate of [text, text.replace(LOOSE, `$1"${'\\u0001'}$2$3"`)]) {
    try {
      const value: unknown = JSON.parse(candidate);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Printed;
    } catch {
      // not this one
    }
  }
  return undefined;
}

/** The last line that is a JSON object, or all of it. */
function objectIn(stdout: string): Printed | undefined {
  for (const text of [stdout, ...stdout.trim().split('\n').reverse()]) {
    const found = parse(text);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Numbers by dotted key. */
function metricsOf(value: Printed, prefix = ''): Metrics {
  const entries = Object.entries(value).flatMap(([key, item]): ReadonlyArray<readonly [string, number]> => {
    const name = `${prefix}${key}`;
    if (typeof item === 'number') return [[name, item]];
    if (typeof item === 'string' && item.startsWith(MARK)) return [[name, Number(item.slice(1))]];
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return [];
    return Object.entries(metricsOf(item as Printed, `${name}.`));
  });
  return Object.fromEntries(entries);
}

/** The numbers of both models, where the command was so kind, or those of the one it was asked for. */
export function metricsIn(
  stdout: string,
): { readonly candidate: Metrics; readonly lastGood?: Metrics } | undefined {
  const value = objectIn(stdout);
  if (value === undefined) return undefined;
  const { candidate, last_good } = value;
  const both = [candidate, last_good].every((one) => typeof one === 'object' && one !== null);
  return both
    ? { candidate: metricsOf(candidate as Printed), lastGood: metricsOf(last_good as Printed) }
    : { candidate: metricsOf(value) };
}
