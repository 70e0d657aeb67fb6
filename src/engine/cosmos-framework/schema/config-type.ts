/** The TOML of cosmos-framework as a TypeScript type, made of the generated facts: presets are checked by the compiler. */
import type { FIELDS } from './5eee9ed.ts';

type Facts = typeof FIELDS;
type Key = keyof Facts & string;

interface Scalars {
  readonly str: string;
  readonly int: bigint;
  readonly float: number | bigint;
  readonly bool: boolean;
}

type ValueOf<Type extends string> = Type extends `${infer Item}?`
  ? ValueOf<Item>
  : Type extends `${infer Item extends keyof Scalars}[]`
    ? readonly Scalars[Item][]
    : Type extends `${infer Item extends keyof Scalars}{}`
      ? Readonly<Record<string, Scalars[Item]>>
      : Type extends keyof Scalars
        ? Scalars[Type]
        : never;

/** The last part of a key that lies right below `Prefix`. */
type NameBelow<Prefix extends string, K extends string> = K extends `${Prefix}${infer Name}`
  ? Name extends `${string}.${string}`
    ? never
    : Name
  : never;

type Below<Prefix extends string> = {
  readonly [K in Key as NameBelow<Prefix, K>]?: Facts[K][0] extends 'table'
    ? Below<`${K}.`>
    : ValueOf<Facts[K][0]>;
};

/** Its own tables; `[custom]`, which is free, is described where presets are. */
export type FrameworkTables = Omit<Below<''>, 'custom'>;
