/** Our reading of a cosmos-framework TOML against what its real classes decided, and what they made of it. */
import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/engine/cosmos-framework/config/decide.ts';
import { overridesOf, pythonFloat } from '../../../src/engine/cosmos-framework/config/overrides.ts';
import { publishedRecipes, recordedDecisions } from './facts.ts';

describe('the 78 recorded decisions', () => {
  const all = recordedDecisions();
  test('are all there', () => expect(all).toHaveLength(78));

  test.each(all.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const { accepts, reasons, dropped } = decide(one.toml);
    expect(accepts).toBe(one.accepts);
    expect(reasons.map(({ key, type }) => ({ key, type }))).toEqual(one.errors);
    if (one.dropped !== null) expect([...dropped].sort()).toEqual([...one.dropped].sort());
    const overrides = overridesOf(one.toml);
    if (one.loadError !== null) expect(overrides).toBeUndefined();
    else expect(overrides).toEqual(one.overrides);
  });
});

describe('the 13 published recipes', () => {
  const all = publishedRecipes();
  test('are all there', () => expect(all).toHaveLength(13));

  test.each(all)('%s becomes the same overrides', (_, { toml, overrides }) => {
    expect(overridesOf(toml)).toEqual(overrides);
    expect(decide(toml).accepts).toBe(true);
  });
});

test.each([
  [1e-5, '1e-05'],
  [0.0001, '0.0001'],
  [0.00012, '0.00012'],
  [1.5e-7, '1.5e-07'],
  [1e16, '1e+16'],
  [123456789, '123456789.0'],
  [-0.05, '-0.05'],
  [0, '0.0'],
  [1e22, '1e+22'],
  [0.1 + 0.2, '0.30000000000000004'],
])('%d is written as Python does: %s', (value, text) => expect(pythonFloat(value)).toBe(text));
