/** Where TOML 1.0 readers see something else in a file than the engine's reader. */
import { isTable, joinKey, type TomlTable, type TomlValue } from '../value.ts';
import type { ConfigText, Spot } from './read-config.ts';

/** One difference: a key with both values, or a text that TOML 1.0 readers refuse. */
export type ReaderDifference =
  | { readonly kind: 'value'; readonly key: string; readonly engine?: TomlValue; readonly other?: TomlValue }
  | ({ readonly kind: 'refused'; readonly reason: string } & Spot);

/** Dates as text, a fraction of a second without the zeros at its end. */
function moment(value: Date): string {
  return value
    .toISOString()
    .replace(/(\.\d*?)0+(?=\D|$)/, '$1')
    .replace(/\.(?=\D|$)/, '')
    .replace(/Z$/, '+00:00');
}

function same(a: TomlValue, b: TomlValue): boolean {
  if (a instanceof Date && b instanceof Date) return moment(a) === moment(b);
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => same(item as TomlValue, b[i] as TomlValue));
  if (isTable(a) && isTable(b)) return differences(a, b, []).length === 0;
  return Object.is(a, b) || (a === 0 && b === 0);
}

function differences(
  engine: TomlTable,
  other: TomlTable,
  path: readonly string[],
): ReadonlyArray<ReaderDifference & { kind: 'value' }> {
  return [...new Set([...Object.keys(engine), ...Object.keys(other)])].flatMap((name) => {
    const key = [...path, name];
    const a = Object.hasOwn(engine, name) ? engine[name] : undefined;
    const b = Object.hasOwn(other, name) ? other[name] : undefined;
    if (a !== undefined && b !== undefined) {
      if (isTable(a) && isTable(b)) return differences(a, b, key);
      if (same(a, b)) return [];
    }
    return [
      {
        kind: 'value' as const,
        key: joinKey(key),
        ...(a === undefined ? {} : { engine: a }),
        ...(b === undefined ? {} : { other: b }),
      },
    ];
  });
}

/** Compares the engine's reading with that of the TOML specification. */
export function otherReaders(source: ConfigText): readonly ReaderDifference[] {
  const { engineReads, tomlReads: standard } = source;
  if (!engineReads.ok) return [];
  if (!standard.ok) {
    const { line, column, reason } = standard;
    return [{ kind: 'refused', line, column, reason }];
  }
  return differences(engineReads.table, standard.table, []);
}
