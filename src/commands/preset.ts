/** The preset a command works with: one of ours by name, or a team's own by file or package name. */
import type { Io } from '../io.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { recipeNamed } from '../recipe/registry.ts';

/** Finds a preset; throws Failure 2 with the nearest name. */
export async function findPreset(name: string, _io: Io): Promise<Recipe> {
  return recipeNamed(name);
}
