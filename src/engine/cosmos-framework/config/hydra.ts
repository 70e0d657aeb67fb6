/** Words of a command line as Hydra's override grammar reads them. */
import { isTable, type TomlValue } from '../../../config/value.ts';

/** What needs no quotes: nothing in it has a meaning of its own, and it is neither a number nor a keyword. */
const PLAIN = /^[A-Za-z_/.][\w/.@:-]*$/;
const KEYWORD = /^(true|false|null|nan|inf)$/i;

/** A text that Hydra reads as that very text (hydra-core 1.3, OverrideLexer.g4). */
function hydraText(text: string): string {
  if (PLAIN.test(text) && !KEYWORD.test(text)) return text;
  // Only a quote, and the backslashes before one, are escaped inside of quotes.
  return `'${text.replace(/(\\*)('|$)/g, (_, slashes: string, quote: string) => `${slashes}${slashes}${quote === '' ? '' : "\\'"}`)}'`;
}

function hydraNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Number.isInteger(value) && !/e/.test(String(value)) ? value.toFixed(1) : String(value);
}

/** A value in Hydra's grammar. */
export function hydraValue(value: TomlValue): string {
  if (typeof value === 'string') return hydraText(value);
  if (typeof value === 'number') return hydraNumber(value);
  if (Array.isArray(value)) return `[${value.map((item) => hydraValue(item as TomlValue)).join(',')}]`;
  if (isTable(value))
    return `{${Object.entries(value)
      .map(([key, item]) => `${hydraText(key)}:${hydraValue(item)}`)
      .join(',')}}`;
  return String(value);
}
