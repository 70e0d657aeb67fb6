/** The only place that knows the TOML library. Integers are read as bigint and written without a point, floats with one. */
import { parse, stringify, TomlError } from 'smol-toml';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { isTable, type TomlTable, type TomlValue } from './value.ts';

/** What a TOML 1.0 reader makes of a text. */
export type StandardReading =
  | { readonly ok: true; readonly table: TomlTable }
  | { readonly ok: false; readonly line: number; readonly column: number; readonly reason: string };

/** A config is five tables deep; what goes through a table calls itself once for every level. */
const DEEPEST = 500;

/** Whether a value is nested deeper than that. A dotted key alone can make a hundred thousand levels. */
function tooDeep(root: TomlTable): boolean {
  let level: readonly unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true;
    level = level.flatMap((item) =>
      Array.isArray(item) || isTable(item)
        ? Object.values(item).filter((inner) => typeof inner === 'object')
        : [],
    );
  }
  return false;
}

const TOO_DEEP = { ok: false, line: 1, column: 1, reason: 'values are nested too deeply' } as const;

/** Reads a text by the TOML specification, which the engine's own reader departs from. */
export function readStandard(text: string): StandardReading {
  try {
    const table = parse(text, { integersAsBigInt: true }) as TomlTable;
    return tooDeep(table) ? TOO_DEEP : { ok: true, table };
  } catch (error) {
    if (error instanceof RangeError) return TOO_DEEP;
    if (!(error instanceof TomlError)) throw error;
    const [first = ''] = error.message.split('\n');
    const reason = first.replace(/^Invalid TOML document: /, '');
    return { ok: false, line: error.line, column: error.column, reason };
  }
}

/** Reads a TOML text; `name` is for the message. Throws Failure 78 with line and column. */
export function parseToml(text: string, name: string): TomlTable {
  const reading = readStandard(text);
  if (reading.ok) return reading.table;
  throw new Failure(
    ExitCode.config,
    `${name}:${reading.line}:${reading.column}: not valid TOML: ${reading.reason}`,
    'correct that line; nothing was changed',
  );
}

/** One value in TOML syntax, or `undefined` if the text is none. */
export function parseTomlValue(text: string): TomlValue | undefined {
  if (text.includes('\n')) return undefined;
  try {
    const table = parse(`v = ${text}`, { integersAsBigInt: true }) as TomlTable;
    return Object.keys(table).length === 1 ? table['v'] : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a table as TOML that Python's `toml` 0.10.2 and every TOML 1.0 reader understand alike. */
export function writeToml(table: TomlTable): string {
  return stringify(table, { numbersAsFloat: true });
}

/** One value in TOML syntax, on one line. */
export function writeTomlValue(value: TomlValue): string {
  if (typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)) {
    const members = Object.entries(value as TomlTable).map(
      ([key, item]) => `${JSON.stringify(key)} = ${writeTomlValue(item)}`,
    );
    return `{ ${members.join(', ')} }`;
  }
  return writeToml({ v: value }).trim().replace(/^v = /, '');
}
