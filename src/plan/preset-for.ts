/** A preset as the engine is given it before a run is planned: what `show` prints and `cp` writes. */
import { type ResolvedConfig, resolve as resolveLayers } from '../config/layers.ts';
import { writeTomlValue } from '../config/toml.ts';
import { getValue, type TomlTable, withValue } from '../config/value.ts';
import { annotatedToml } from '../engine/cosmos-rl/editor/annotate.ts';
import { renderFor } from '../engine/cosmos-rl/render-for-version.ts';
import { ConfigView, runRules } from '../engine/cosmos-rl/rule.ts';
import { unknownKey } from '../engine/cosmos-rl/rules/unknown-key.ts';
import { schemaOf } from '../engine/cosmos-rl/schema/schema.ts';
import type { Engine } from '../engine/cosmos-rl/versions.ts';
import { spokenOf } from '../engine/findings/engine-stands-in.ts';
import type { Translation } from '../engine/planning.ts';
import type { Finding } from '../findings/finding.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { explainedDifferences } from '../recipe/upstream.ts';
import { OWN_TABLE } from './config-file.ts';
import { allSettings } from './settings.ts';

/** The preset for one version, and what is wrong with the settings that were given with it. */
export interface PresetFor {
  readonly config: TomlTable;
  readonly translations: readonly Translation[];
  readonly findings: readonly Finding[];
}

const OUTPUT = ['train', 'output_dir'];

/** Renders a preset; keys that the version does not know are told where the user gave them. */
export function presetFor(recipe: Recipe, { config, origins }: ResolvedConfig, engine: Engine): PresetFor {
  const given = (key: string) => origins.get(key)?.layer === 'flag';
  const { config: rendered, translations } = renderFor(engine.known, config, (key) => !given(key));
  const view = new ConfigView(rendered, {
    engine: spokenOf(engine),
    schema: schemaOf(engine.known),
    origins,
  });
  const { findings } = runRules([unknownKey], view);
  // The engine ends with a KeyError without one (policy/config/__init__.py, from_dict, 0.2.6 to 0.4.7).
  const whole =
    getValue(rendered, OUTPUT) === undefined
      ? withValue(rendered, OUTPUT, `outputs/${recipe.name}`)
      : rendered;
  return {
    config: whole,
    translations,
    findings: findings.filter(({ subject }) =>
      [...origins.keys()].some((key) => given(key) && (key === subject || key.startsWith(`${subject}.`))),
    ),
  };
}

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
