/** The keys that the trainer's TOML may have, as data of a pin: types and defaults, and where each goes in its own config. */
import { joinKey } from '../../../config/value.ts';
import { FIELDS, REMAPS } from './5eee9ed.ts';
import type { Fields, FieldType, Remaps } from './fields.ts';

/** What a pin's TOML is. The one known pin stands for all. */
export const SCHEMA: { readonly fields: Fields; readonly remaps: Remaps } = {
  fields: FIELDS,
  remaps: REMAPS,
};

/** The type of a key, or `undefined` for one that is refused. */
export function typeOf(path: readonly string[]): FieldType | undefined {
  const key = joinKey(path);
  return Object.hasOwn(SCHEMA.fields, key) ? SCHEMA.fields[key]?.[0] : undefined;
}

/** The rules of a task, by the beginnings of keys; `undefined` for a task that there is not. */
export function remapsOf(task: string): ReadonlyMap<string, string | null> | undefined {
  return Object.hasOwn(SCHEMA.remaps, task) ? new Map(Object.entries(SCHEMA.remaps[task] ?? {})) : undefined;
}
