/** Config values as TOML has them: integers are bigint, floats are number, so that 1 and 1.0 stay apart. */

export type TomlValue = string | boolean | bigint | number | readonly TomlValue[] | TomlTable;

export interface TomlTable {
  readonly [key: string]: TomlValue;
}

/** True for a table (not for a list or a date). */
export function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

const PLAIN = /^[\w-]+(?:\.[\w-]+)*$/;

/** Path segments of a dotted key; a quoted segment may hold dots. */
export function splitKey(dotted: string): readonly string[] {
  // Most keys are plain, and every rule asks for some.
  if (PLAIN.test(dotted)) return dotted.split('.');
  const segments = [...dotted.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|([^.\s"']+)/g)];
  return segments.map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

/** Dotted form of a path; segments that hold dots are quoted. */
export function joinKey(path: readonly string[]): string {
  return path.map((part) => (/^[\w-]+$/.test(part) ? part : JSON.stringify(part))).join('.');
}

/** Whether a dotted key, or a table that it stands in, is in a set of dotted keys. */
export function isBelow(key: string, tables: ReadonlySet<string>): boolean {
  for (let dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1))
    if (tables.has(key.slice(0, dot))) return true;
  return tables.has(key);
}

/** The value at `path`, or `undefined`. */
export function getValue(table: TomlTable, path: readonly string[]): TomlValue | undefined {
  let current: TomlValue | undefined = table;
  for (const part of path) {
    if (!isTable(current) || !Object.hasOwn(current, part)) return undefined;
    current = current[part];
  }
  return current;
}

/** A copy with `value` at `path`; with `undefined` the key is removed. Tables on the way are made. */
export function withValue(
  table: TomlTable,
  path: readonly string[],
  value: TomlValue | undefined,
): TomlTable {
  const [head, ...rest] = path;
  if (head === undefined) return table;
  const below = Object.hasOwn(table, head) ? table[head] : undefined;
  if (rest.length > 0 && value === undefined && !isTable(below)) return table;
  const next = rest.length > 0 ? withValue(isTable(below) ? below : {}, rest, value) : value;
  // fromEntries makes own properties of every key, `__proto__` too; an assignment would not.
  const others = Object.entries(table).filter(([key]) => key !== head);
  if (next === undefined) return Object.fromEntries(others);
  if (below === undefined) return Object.fromEntries([...others, [head, next]]);
  return Object.fromEntries(Object.entries(table).map(([key, old]) => [key, key === head ? next : old]));
}

/** Every leaf with its path, in order. Empty tables are leaves. */
export function leavesOf(
  table: TomlTable,
  prefix: readonly string[] = [],
): ReadonlyArray<readonly [readonly string[], TomlValue]> {
  return Object.entries(table).flatMap(([key, value]) => {
    const path = [...prefix, key];
    return isTable(value) && Object.keys(value).length > 0 ? leavesOf(value, path) : [[path, value] as const];
  });
}

/** The table without tables that hold nothing, at any depth. */
export function withoutEmptyTables(table: TomlTable): TomlTable {
  const entries = Object.entries(table).flatMap(([key, value]): Array<[string, TomlValue]> => {
    if (!isTable(value)) return [[key, value]];
    const inner = withoutEmptyTables(value);
    return Object.keys(inner).length === 0 ? [] : [[key, inner]];
  });
  return Object.fromEntries(entries);
}

/** A plain JSON form: bigint becomes number, NaN and infinities become text. */
export function toJson(value: TomlValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map((item) => toJson(item as TomlValue));
  if (isTable(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
  return value instanceof Date ? (value as Date).toISOString() : value;
}

/** A number for arithmetic, whichever TOML kind holds it. */
export function asNumber(value: TomlValue | undefined): number | undefined {
  return typeof value === 'bigint' ? Number(value) : typeof value === 'number' ? value : undefined;
}

/** The settings by their dotted keys, in the order of the keys, but for `left`: what two runs are compared by. */
export function settingsBut(
  table: TomlTable,
  left: readonly string[],
): ReadonlyArray<readonly [string, unknown]> {
  return leavesOf(table)
    .map(([path, value]) => [path.join('.'), toJson(value)] as const)
    .filter(([key]) => !left.includes(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
