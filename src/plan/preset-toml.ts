/** A preset and what was set on top of it as a commented TOML, which `sft --config` takes for the same run. */
import { resolve as resolveLayers } from '../config/layers.ts';
import { writeTomlValue } from '../config/toml.ts';
import { type TomlTable, withValue } from '../config/value.ts';
import { annotatedToml } from '../editor/annotate.ts';
import { renderFor } from '../engine/cosmos-rl/render-for-version.ts';
import type { Engine } from '../engine/cosmos-rl/versions.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { explainedDifferences } from '../recipe/upstream.ts';
import { OWN_TABLE } from './config-file.ts';
import { allSettings } from './settings.ts';

function reasonsOf(recipe: Recipe, engine: Engine, cwd: string): ReadonlyMap<string, string> {
  if (recipe.place !== undefined) return new Map();
  const preset = resolveLayers(allSettings(recipe, {}, cwd));
  const { config, translations } = renderFor(engine.known, preset.config, () => true);
  return new Map(
    explainedDifferences(recipe, config, translations).map(({ key, theirs, why }) => [
      key,
      theirs === undefined
        ? `Not in what was published: ${why}.`
        : `Published: ${writeTomlValue(theirs)}; ${why}.`,
    ]),
  );
}

/** The file, with `head` above it, and at each key why it is not as published. */
export function presetToml(
  recipe: Recipe,
  engine: Engine,
  config: TomlTable,
  head: readonly string[],
  cwd: string,
): string {
  return annotatedToml(withValue(config, [...OWN_TABLE, 'preset'], recipe.name), {
    engine,
    head,
    tables: new Map([
      [OWN_TABLE.join('.'), ['For cookbook-run: data layout and entry script; not given to the engine.']],
    ]),
    reasons: reasonsOf(recipe, engine, cwd),
  });
}
