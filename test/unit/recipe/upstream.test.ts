/** A preset with its departures undone is the published file, and every difference has a reason, on every engine. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolve as resolveLayers } from '../../../src/config/layers.ts';
import { parseTomlValue } from '../../../src/config/toml.ts';
import { joinKey, leavesOf } from '../../../src/config/value.ts';
import { renderFor } from '../../../src/engine/cosmos-rl/render-for-version.ts';
import { allSettings } from '../../../src/plan/settings.ts';
import { explainedDifferences, publishedConfig } from '../../../src/recipe/upstream.ts';
import { COSMOS_RL_RECIPES as RECIPES } from '../../presets.ts';

const FIXTURES = resolve(import.meta.dirname, '../../fixtures/published');
const PUBLISHED = JSON.parse(readFileSync(join(FIXTURES, 'values.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>;

describe.each(RECIPES.map((recipe) => [recipe.name, recipe] as const))('%s', (name, recipe) => {
  test('with its departures undone it is the published file', () => {
    const told = leavesOf(publishedConfig(recipe)).map(([path, value]) => [joinKey(path), value] as const);
    const facts = Object.entries(PUBLISHED[name] ?? {});
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(facts.map(([key, text]) => [key, parseTomlValue(text)])),
    );
  });

  test.each(recipe.engines)('every difference has a reason on %s', (engine) => {
    const resolved = resolveLayers(allSettings(recipe, {}, '/'));
    const { config, translations } = renderFor(engine, resolved.config, () => true);
    const rows = explainedDifferences(recipe, config, translations);
    expect(rows.filter((row) => row.why === '')).toEqual([]);
    expect(rows.length).toBeGreaterThan(5);
  });

  test('no departure is idle: each key differs from what was published', () => {
    const keys = recipe.departures.map((departure) => departure.key);
    expect(new Set(keys).size).toBe(keys.length);
    const config = resolveLayers(allSettings(recipe, {}, '/')).config;
    const differing = explainedDifferences(recipe, config).map((row) => row.key);
    expect(keys.filter((key) => !differing.includes(key))).toEqual([]);
  });
});
