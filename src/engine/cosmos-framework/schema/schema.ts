/** The keys that the trainer's TOML may have, as data of a pin: types and defaults, and where each goes in its own config. */
import { joinKey } from '../../../config/value.ts';
import { FIELDS, REMAPS } from './5eee9ed.ts';

/** `str`, `int`, `float`, `bool`; `T[]` is a list, `T{}` a table of them, `T?` may be left out; `any` takes every table. */
export type FieldType = string;

/** By dotted key: the type, and the default of the schema, which is *not* what a missing key means: that is the experiment's. */
export type Fields = Readonly<
  Record<string, readonly [type: FieldType, standard?: string | number | boolean]>
>;

/** By task, then by the beginning of a dotted key: its place in the trainer's own config; `null` drops it without a word. */
export type Remaps = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

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
