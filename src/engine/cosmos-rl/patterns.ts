/** Lists of patterns in a config, as rules read them. */
import { isTable } from '../../config/value.ts';
import { type Remedy, toRemove, toSet } from '../../findings/remedy.ts';
import type { ConfigView } from './rule.ts';

/** The texts of a list. */
export function texts(view: ConfigView, key: string): readonly string[] {
  const value = view.effective(key);
  return Array.isArray(value)
    ? value.filter((each): each is string => typeof each === 'string' && each !== '')
    : [];
}

/** Python's `re` as JavaScript's, for the patterns people write; `undefined` if it cannot be compiled. */
export function compiled(pattern: string): RegExp | undefined {
  const flags = /^\(\?i\)/.test(pattern) ? 'i' : '';
  try {
    return new RegExp(
      pattern
        .replace(/^\(\?i\)/, '')
        .replace(/\(\?P</g, '(?<')
        .replace(/\\Z/g, '$')
        .replace(/\\A/g, '^'),
      flags,
    );
  } catch {
    return undefined;
  }
}

/** The setting without the entry that names nothing. */
export function withoutOne(view: ConfigView, key: string, text: string): Remedy {
  const value = view.written(key);
  if (isTable(value)) return toRemove(`${key}.${/^[\w-]+$/.test(text) ? text : JSON.stringify(text)}`);
  const rest = Array.isArray(value) ? value.filter((one) => one !== text) : [];
  return rest.length === 0 ? toRemove(key) : toSet({ [key]: rest });
}
