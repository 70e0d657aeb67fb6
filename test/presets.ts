/** Our presets by the engine that trains them. */
import { RECIPES } from '../recipes/index.ts';
import type { KnownVersion } from '../src/engine/cosmos-rl/known-versions.ts';
import type { Recipe } from '../src/recipe/recipe.ts';

/** Those of cosmos-rl, whose versions each get a config of their own. */
export const COSMOS_RL_RECIPES = RECIPES.filter((one) => one.engineName === 'cosmos-rl') as readonly (Omit<
  Recipe,
  'engines'
> & {
  readonly engines: readonly KnownVersion[];
})[];

/** Those of cosmos-framework. */
export const FRAMEWORK_RECIPES = RECIPES.filter((one) => one.engineName === 'cosmos-framework');
