/** A preset as the engine is given it before a run is planned: what `show` prints and `cp` writes. */
import { type ResolvedConfig, resolve as resolveLayers } from '../config/layers.ts';
import { writeTomlValue } from '../config/toml.ts';
import { type TomlTable, withValue } from '../config/value.ts';
import { annotatedToml } from '../engine/annotate.ts';
import type { Translation } from '../engine/planning.ts';
import type { Previewed } from '../engine/presenting.ts';
import type { Finding } from '../findings/finding.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { explainedDifferences } from '../recipe/upstream.ts';
import type { ShownBy } from './chosen-engine.ts';
import { OWN_TABLE } from './config-file.ts';
import { allSettings } from './settings.ts';

/** The preset for one version, and what is wrong with the settings that were given with it. */
interface PresetFor {
  /** Before it was made to stand alone. */
  readonly previewed: Previewed;
  readonly config: TomlTable;
  readonly translations: readonly Translation[];
  readonly findings: readonly Finding[];
}

/** Renders a preset; keys that the version does not know are told where the user gave them. */
export function presetFor(
  recipe: Recipe,
  resolved: ResolvedConfig,
  { engine, presenting }: ShownBy,
): PresetFor {
  const previewed = presenting.preview(engine, resolved);
  const { config, translations, findings } = previewed;
  const given = [...resolved.origins].filter(([, { layer }]) => layer === 'flag').map(([key]) => key);
  return {
    previewed,
    config: presenting.standalone(config, recipe.name),
    translations,
    findings: findings.filter(({ subject }) =>
      given.some((key) => key === subject || key.startsWith(`${subject}.`)),
    ),
  };
}

/** A preset as it is, rendered for a version, to be compared with what was published. */
export function presetAlone(recipe: Recipe, { engine, presenting }: ShownBy, cwd: string): Previewed {
  return presenting.preview(engine, resolveLayers(allSettings(recipe, {}, cwd)));
}

function reasonsOf(recipe: Recipe, shown: ShownBy, cwd: string): ReadonlyMap<string, string> {
  if (recipe.place !== undefined) return new Map();
  const { config, translations } = presetAlone(recipe, shown, cwd);
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
  shown: ShownBy,
  config: TomlTable,
  head: readonly string[],
  cwd: string,
): string {
  return annotatedToml(withValue(config, [...OWN_TABLE, 'preset'], recipe.name), {
    about: (key) => shown.presenting.about(shown.engine, key),
    head,
    tables: new Map([
      [OWN_TABLE.join('.'), ['For cookbook-run: data layout and entry script; not given to the engine.']],
    ]),
    reasons: reasonsOf(recipe, shown, cwd),
  });
}
