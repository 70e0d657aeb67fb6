/** Presets of cosmos-framework: with their departures undone they are the published files, and its classes take them. */
import { describe, expect, test } from 'vitest';
import { joinKey, leavesOf } from '../../../src/config/value.ts';
import { decide } from '../../../src/engine/cosmos-framework/config/decide.ts';
import { presetTable } from '../../../src/recipe/recipe.ts';
import { explainedDifferences, publishedConfig } from '../../../src/recipe/upstream.ts';
import { FRAMEWORK_RECIPES } from '../../presets.ts';
import { publishedRecipes } from './facts.ts';

const PUBLISHED = new Map(publishedRecipes());
const flat = (table: Parameters<typeof leavesOf>[0]) =>
  Object.fromEntries(leavesOf(table).map(([path, value]) => [joinKey(path), value]));

test('there are those that were asked for', () => {
  expect(FRAMEWORK_RECIPES.map(({ name }) => name)).toEqual([
    'cosmos3-edge-video-score',
    'cosmos3-nano-video-score',
    'cosmos3-super-video-score',
    'cosmos3-edge-llava',
    'cosmos3-nano-llava',
    'cosmos3-llava-ov',
  ]);
});

describe.each(FRAMEWORK_RECIPES.map((recipe) => [recipe.name, recipe] as const))('%s', (_, recipe) => {
  const published = /sft_config\/(\w+)\.toml/.exec(recipe.source)?.[1] ?? '';

  test('with its departures undone it is the published file', () => {
    expect(flat(publishedConfig(recipe))).toEqual(flat(PUBLISHED.get(published)?.toml ?? {}));
  });

  test('every difference has a reason, and no departure is idle', () => {
    const rows = explainedDifferences(recipe, presetTable(recipe));
    expect(rows.filter(({ why }) => why === '')).toEqual([]);
    const keys = recipe.departures.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    const differing = new Set(rows.map(({ key }) => key));
    const idle = recipe.departures.filter(({ key, ours }) => ours === undefined && !differing.has(key));
    expect(idle).toEqual([]);
  });

  test('its classes take it, and drop nothing', () => {
    expect(decide(presetTable(recipe))).toEqual({ accepts: true, reasons: [], dropped: [] });
  });
});
