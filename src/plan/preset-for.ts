/** A preset as the engine is given it before a run is planned: what `show` prints and `cp` writes. */
import type { ResolvedConfig } from '../config/layers.ts';
import { getValue, type TomlTable, withValue } from '../config/value.ts';
import { renderFor } from '../engine/cosmos-rl/render-for-version.ts';
import { ConfigView, runRules } from '../engine/cosmos-rl/rule.ts';
import { unknownKey } from '../engine/cosmos-rl/rules/unknown-key.ts';
import { schemaOf } from '../engine/cosmos-rl/schema/schema.ts';
import type { Engine } from '../engine/cosmos-rl/versions.ts';
import { spokenOf } from '../engine/findings/engine-stands-in.ts';
import type { Translation } from '../engine/planning.ts';
import type { Finding } from '../findings/finding.ts';
import type { Recipe } from '../recipe/recipe.ts';

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
