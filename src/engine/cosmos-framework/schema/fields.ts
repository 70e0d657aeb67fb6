/** What the data of a pin say of the keys of its TOML. */

/** `str`, `int`, `float`, `bool`; `T[]` is a list, `T{}` a table of them, `T?` may be left out; `any` takes every table. */
export type FieldType = string;

/** By dotted key: the type, and the default of the schema, which is *not* what a missing key means: that is the experiment's. */
export type Fields = Readonly<
  Record<string, readonly [type: FieldType, standard?: string | number | boolean]>
>;

/** By task, then by the beginning of a dotted key: its place in the trainer's own config; `null` drops it without a word. */
export type Remaps = Readonly<Record<string, Readonly<Record<string, string | null>>>>;
