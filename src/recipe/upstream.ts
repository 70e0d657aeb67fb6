/** What NVIDIA published, told from the preset and its departures, and how the preset differs from it. */
import { isDeepStrictEqual } from 'node:util';
import {
  getValue,
  joinKey,
  leavesOf,
  splitKey,
  type TomlTable,
  type TomlValue,
  withoutEmptyTables,
  withValue,
} from '../config/value.ts';
import type { Translation } from '../engine/planning.ts';
import { adapterOf } from '../engine/registry.ts';
import { presetTable, type Recipe } from './recipe.ts';

/** The published config: the preset with every departure undone. */
export function publishedConfig(recipe: Recipe): TomlTable {
  const table = recipe.departures.reduce(
    (undone, { key, upstream }) => withValue(undone, splitKey(key), upstream ?? undefined),
    presetTable(recipe),
  );
  return withoutEmptyTables(table);
}

/** One key in which two configs differ; a side that does not have it is `undefined`. */
interface Difference {
  readonly key: string;
  readonly theirs: TomlValue | undefined;
  readonly ours: TomlValue | undefined;
}

/** Every leaf in which two configs differ, in the order of `ours`, then of `theirs`; 1 and 1.0 differ. */
export function differences(theirs: TomlTable, ours: TomlTable): readonly Difference[] {
  const paths = new Map([...leavesOf(ours), ...leavesOf(theirs)].map(([path]) => [joinKey(path), path]));
  return [...paths].flatMap(([key, path]): Difference[] => {
    const [left, right] = [getValue(theirs, path), getValue(ours, path)];
    return isDeepStrictEqual(left, right) ? [] : [{ key, theirs: left, ours: right }];
  });
}

/** A difference from what was published, with its reason. */
export interface Explained extends Difference {
  readonly why: string;
  /** Words in place of our value, where a run decides it. */
  readonly oursText?: string;
}

/**
 * How the preset, rendered for one engine version as `config`, differs from what was published. A difference that nothing
 * explains has an empty reason; a test holds that there is none.
 */
export function explainedDifferences(
  recipe: Recipe,
  config: TomlTable,
  translations: readonly Translation[] = [],
): readonly Explained[] {
  const { stated } = adapterOf(recipe);
  const base = new Set(leavesOf(stated?.config ?? {}).map(([path]) => joinKey(path)));
  return differences(publishedConfig(recipe), config).map((difference) => {
    const { key } = difference;
    const departure = recipe.departures.find((one) => one.key === key);
    const translated = translations.find((one) => one.key === key || one.to === key);
    const why =
      departure?.why ??
      translated?.why ??
      (base.has(key) && difference.ours !== undefined ? (stated?.reason(key) ?? '') : '');
    return {
      ...difference,
      why,
      ...(departure?.ours === undefined || difference.ours !== undefined ? {} : { oursText: departure.ours }),
    };
  });
}
