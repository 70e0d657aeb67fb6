/** How presets are declared: with the keys of their engine, whose types come from its own schema. */
import type { CustomConfig } from '../src/config/custom-keys.ts';
import type { FrameworkTables } from '../src/engine/cosmos-framework/schema/config-type.ts';
import { VERSIONS } from '../src/engine/cosmos-framework/versions.ts';
import type { KnownVersion } from '../src/engine/cosmos-rl/known-versions.ts';
import type { EngineConfig } from '../src/engine/cosmos-rl/schema/generated.ts';
import { versionsSince } from '../src/engine/cosmos-rl/versions.ts';
import type { Recipe } from '../src/recipe/recipe.ts';

/** What a preset may set: the newest engine's keys, and the custom tables of our entry scripts. */
export type PresetConfig = Omit<EngineConfig, 'custom'> & { readonly custom?: CustomConfig };

/** The same for the trainer of Cosmos 3, with what its own tables have no key for. */
export type FrameworkConfig = FrameworkTables & {
  readonly custom?: Omit<CustomConfig, 'dataset'> & {
    /** `root` holds the published data, by the names of the experiment. */
    readonly dataset?: CustomConfig['dataset'] & { readonly root?: string };
    readonly run?: { readonly gpus?: bigint; readonly keep?: bigint };
    /** What the start weights are converted from, where they are not there. */
    readonly start?: { readonly checkpoint: string };
    /** The experiment that our entry script changes and registers as `cookbook_run`. */
    readonly experiment?: { readonly base: string };
    /** Overrides in Hydra's spelling. */
    readonly overrides?: { readonly [key: string]: unknown };
  };
};

/** A recipe as it is declared: `since` is the first version it is meant for, and every known one after it is too. */
interface DeclaredRecipe extends Omit<Recipe, 'engines' | 'engineName' | 'config'> {
  readonly since: KnownVersion;
  readonly config: PresetConfig;
}

/** Declares a recipe; a misspelt key, a wrong type or a value outside the engine's choices does not compile. */
export function defineRecipe({ since, ...recipe }: DeclaredRecipe): Recipe {
  return { ...recipe, engineName: 'cosmos-rl', engines: versionsSince(since) };
}

/** A recipe for the trainer of Cosmos 3, whose versions are commits. */
interface FrameworkRecipe extends Omit<Recipe, 'engines' | 'engineName' | 'config'> {
  readonly config: FrameworkConfig;
}

/** Declares one; a misspelt key or a wrong type does not compile. */
export function defineFrameworkRecipe(recipe: FrameworkRecipe): Recipe {
  return { ...recipe, engineName: 'cosmos-framework', engines: VERSIONS };
}
