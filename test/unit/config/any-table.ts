/** Any table that TOML can hold, for property tests. */
import fc from 'fast-check';
import type { TomlTable } from '../../../src/config/value.ts';

const text = fc.string({ unit: 'binary', maxLength: 20 });
const leaf = fc.oneof(
  fc.boolean(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true }),
  text,
  fc.array(fc.bigInt({ min: 0n, max: 100n }), { maxLength: 3 }),
  fc.array(text, { maxLength: 3 }),
);
const name = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/), text).filter((key) => key !== '__proto__');

/** One or two levels of keys, every kind of value. */
export const anyTable: fc.Arbitrary<TomlTable> = fc.dictionary(
  name,
  fc.oneof(leaf, fc.dictionary(name, leaf, { maxKeys: 3 })),
  { maxKeys: 5 },
) as never;
