/** What Python's `toml` 0.10.2, the engine's reader and writer, cannot carry from file to workers unchanged (executed). */
import type { TomlValue } from '../value.ts';
import { isTable } from '../value.ts';

/** Why a key part does not survive, or `undefined`. */
export function keyProblem(part: string): string | undefined {
  if (part === '') return 'an empty key';
  if (part.includes('\\')) return 'a backslash in a key';
  if (part.includes('"')) return 'a quote in a key';
  // toml.dumps writes keys with Python's repr, which escapes what it cannot print.
  return /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(part) ? 'an unprintable character in a key' : undefined;
}

/** Why a value does not survive, or `undefined`. */
export function valueProblem(value: TomlValue): string | undefined {
  if (typeof value === 'string') {
    if (/\\x/.test(value)) return 'a backslash followed by x';
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u00a0\u2028\u2029]/.test(value))
      return 'a control character or no-break space';
    return /^"+$/.test(value) ? 'nothing but quotes' : undefined;
  }
  if (!Array.isArray(value)) return undefined;
  const kinds = new Set(
    value.map((item) => (Array.isArray(item) ? 'list' : isTable(item) ? 'table' : typeof item)),
  );
  if (kinds.size > 1) return 'a list of mixed types';
  if (value.some((item) => Array.isArray(item) && item.some((inner) => isTable(inner))))
    return 'a table in a nested list';
  return value.map((item) => valueProblem(item as TomlValue)).find((problem) => problem !== undefined);
}
