/** Our reading of cosmos-framework's TOML against pydantic, and what we write for Hydra against Hydra's own grammar. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTable, type TomlTable, type TomlValue } from '../../src/config/value.ts';
import { decide } from '../../src/engine/cosmos-framework/config/decide.ts';
import { hydraValue } from '../../src/engine/cosmos-framework/config/hydra.ts';
import { overridesOf } from '../../src/engine/cosmos-framework/config/overrides.ts';
import { SCHEMA } from '../../src/engine/cosmos-framework/schema/schema.ts';
import { publishedRecipes } from '../unit/framework/facts.ts';
import { pythonOf } from './real-config.ts';

const TORCH = resolve(import.meta.dirname, '../../.engine/torch/bin/python');

function ask<T>(python: string, script: string, lines: readonly unknown[]): readonly T[] {
  if (!existsSync(python)) throw new Error(`${python} is missing: run scripts/torch-lane.sh`);
  const done = spawnSync(python, [join(import.meta.dirname, script)], {
    input: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.status !== 0) throw new Error(done.stderr);
  return done.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

/** JSON with marked numbers. */
function marked(value: TomlValue): unknown {
  if (typeof value === 'bigint') return { int: String(value) };
  if (typeof value === 'number') {
    const text = Number.isNaN(value)
      ? 'nan'
      : Number.isFinite(value)
        ? String(value)
        : value > 0
          ? 'inf'
          : '-inf';
    return { float: text };
  }
  if (Array.isArray(value)) return value.map((item) => marked(item as TomlValue));
  return isTable(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, marked(item)]))
    : value;
}

// biome-ignore format: a table of values
const STRAY: readonly TomlValue[] = [
  '1', '3.0', '1_000', ' 4 ', '1e-6', 'nan', '1__0', '', 'true', 'yes', 'x', true, false, 0n, 1n, -5n, 2n ** 63n, 1, 2.5, -0, 1e300,
  Number.NaN, Number.POSITIVE_INFINITY, [], ['a'], [1n, 'x'], [1n, 2.5], [true], {}, { a: 1n }, { a: 'x', 'b.c': 0.5 }, '???',
];
const EXTRA = ['lora', 'tp_size', 'epochs', 'constructor', 'toString', 'é', 'a.b'];

function table(prefix: string): Arbitrary<TomlTable> {
  const below = Object.keys(SCHEMA.fields).filter(
    (key) => key.startsWith(prefix) && !key.slice(prefix.length).includes('.') && key !== prefix,
  );
  return fc
    .tuple(
      fc.subarray(below, { maxLength: Math.min(5, below.length) }),
      fc.nat(9),
      fc.constantFrom(...EXTRA),
      fc.constantFrom(...STRAY),
    )
    .chain(([keys, chance, extra, stray]) =>
      fc
        .tuple(...keys.map((key) => member(key).map((value) => [key.slice(prefix.length), value] as const)))
        .map((entries) => Object.fromEntries(chance === 0 ? [...entries, [extra, stray] as const] : entries)),
    );
}

const GOOD: Readonly<Record<string, readonly TomlValue[]>> = {
  str: ['x', 'vlm', '???'],
  int: [1n, 8n, -1n],
  float: [0.5, 1n],
  bool: [true, false],
};

function member(key: string): Arbitrary<TomlValue> {
  const type = SCHEMA.fields[key]?.[0] ?? '';
  const stray = fc.constantFrom(...STRAY);
  if (type === 'table')
    return fc.oneof(
      { weight: 9, arbitrary: table(`${key}.`) as Arbitrary<TomlValue> },
      { weight: 1, arbitrary: stray },
    );
  const good = GOOD[/^\w+/.exec(type)?.[0] ?? ''] ?? [{ a: 1n }];
  const one = fc.constantFrom(...good);
  const value = type.includes('[]')
    ? fc.array(one, { maxLength: 3 })
    : type.includes('{}')
      ? fc.dictionary(fc.constantFrom('a', 'model.visual'), one, { maxKeys: 2 })
      : one;
  return fc.oneof({ weight: 3, arbitrary: value as Arbitrary<TomlValue> }, { weight: 1, arbitrary: stray });
}

test('2,000 random configs: accepted or not, for the same reasons, as pydantic says', () => {
  const configs = fc.sample(table(''), { numRuns: 2000, seed: 5 });
  const answers = ask<{ accepts: boolean; errors: readonly [string, string][] }>(
    pythonOf('0.4.7'),
    'framework_model.py',
    configs.map(marked),
  );
  let accepted = 0;
  for (const [index, config] of configs.entries()) {
    const { accepts, reasons } = decide(config);
    const ours = reasons.map(({ key, type }) => [key.replaceAll('"', ''), type].join(' ')).sort();
    const theirs = answers[index]?.errors.map((one) => one.join(' ')).sort();
    expect(ours, JSON.stringify(marked(config))).toEqual(theirs);
    if (accepts) accepted += 1;
  }
  // Both sides of the question were asked.
  expect(accepted).toBeGreaterThan(200);
  expect(accepted).toBeLessThan(1900);
});

describe("Hydra's own grammar", () => {
  test('reads what the published files become', () => {
    const all = publishedRecipes();
    const answers = ask<unknown[]>(
      TORCH,
      'read_overrides.py',
      all.map(([, { toml }]) => overridesOf(toml)),
    );
    for (const [index, [, { overrides }]] of all.entries()) {
      expect(answers[index]).toHaveLength(overrides.length);
      expect(answers[index]?.[0]).toEqual(['experiment', 'CHANGE', overrides[0]?.split('=')[1]]);
    }
  });

  test('reads every value that we write as that value', () => {
    // Control characters cannot stand in a word of a command line that a person types, and TOML files rarely hold them.
    const text = fc.oneof(
      fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
      fc.stringMatching(/^[\\'"${}=,:#[\]() ]{0,8}$/),
      fc.constantFrom('20260913', 'true', 'null', '1e3', '/a b/c', "it's", 'a\\', "\\'", `$\{x}`, '???', ''),
    );
    const leaf: Arbitrary<TomlValue> = fc.oneof(
      text as Arbitrary<TomlValue>,
      fc.integer().map(BigInt),
      fc.constantFrom<TomlValue>(true, false, 1e-6, 0.5, 1, 2e-7, 1e22, -0.25),
    );
    const values = fc.sample(fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }) as Arbitrary<TomlValue>), {
      numRuns: 1500,
      seed: 7,
    });
    const answers = ask<unknown>(
      TORCH,
      'read_overrides.py',
      values.map((value) => [`a.b=${hydraValue(value)}`]),
    );
    const read = (value: TomlValue): unknown => {
      if (typeof value === 'bigint') return Number(value);
      if (typeof value === 'number') return { number: value };
      return Array.isArray(value) ? value.map((item) => read(item as TomlValue)) : value;
    };
    const theirs = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(theirs)
        : typeof value === 'object' && value !== null
          ? { number: Number((value as { float: string }).float) }
          : value;
    for (const [index, value] of values.entries())
      expect(theirs(answers[index]), hydraValue(value)).toEqual([['a.b', 'CHANGE', read(value)]]);
  });
});
