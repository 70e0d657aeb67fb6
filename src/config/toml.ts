/** The only place that knows the TOML library. Integers are read as bigint and written without a point, floats with one. */
import { parse, stringify, TomlError } from 'smol-toml';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { TomlTable, TomlValue } from './value.ts';
import { splitKey } from './value.ts';

/** Reads a TOML text; `name` is for the message. Throws Failure 78 with line and column. */
export function parseToml(text: string, name: string): TomlTable {
  try {
    return parse(text, { integersAsBigInt: true }) as TomlTable;
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const reason = error.message.split('\n')[0] ?? 'invalid TOML';
    throw new Failure(
      ExitCode.config,
      `${name}:${error.line}:${error.column}: not valid TOML: ${reason.replace(/^Invalid TOML document: /, '')}`,
      'correct that line; nothing was changed',
      { cause: error },
    );
  }
}

/** What a TOML 1.0 reader makes of a text. */
export type StandardReading =
  | { readonly ok: true; readonly table: TomlTable }
  | { readonly ok: false; readonly line: number; readonly column: number; readonly reason: string };

/** Reads a text by the TOML specification, which the engine's own reader departs from. */
export function readStandard(text: string): StandardReading {
  try {
    return { ok: true, table: parse(text, { integersAsBigInt: true }) as TomlTable };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [first = ''] = error.message.split('\n');
    const reason = first.replace(/^Invalid TOML document: /, '');
    return { ok: false, line: error.line, column: error.column, reason };
  }
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

/** A place in a file, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Line and column of every `key =` and table header by dotted key. Good for one-line values, which engine configs are. */
export function positionsOf(text: string): ReadonlyMap<string, Position> {
  const positions = new Map<string, Position>();
  let table: readonly string[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const header = /^(\s*)\[\[?\s*([^\]]+?)\s*\]\]?\s*(#.*)?$/.exec(raw);
    const entry = /^(\s*)((?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w.-]+|\s*\.\s*)+?)\s*=/.exec(raw);
    const match = header ?? entry;
    if (match === null) continue;
    const path = header === null ? [...table, ...splitKey(match[2] ?? '')] : splitKey(match[2] ?? '');
    if (header !== null) table = path;
    const key = path.join('.');
    if (!positions.has(key)) positions.set(key, { line: index + 1, column: (match[1] ?? '').length + 1 });
  }
  return positions;
}
