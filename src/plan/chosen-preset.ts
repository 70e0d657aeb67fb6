/** The preset a command works with: one of ours by name, or a team's own by file or package name. */

import { describeOrigin } from '../config/layers.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { RECIPES, recipeNamed } from '../recipe/registry.ts';
import type { ConfigFile } from './config-file.ts';

/** Finds a preset; a file or package is loaded only because it was named. Throws Failure 2 with the nearest name. */
export async function findPreset(name: string, io: Io): Promise<Recipe> {
  const own = RECIPES.find((recipe) => recipe.name === name);
  if (own !== undefined) return own;
  const { loadPreset } = await import('../recipe/load/load.ts');
  return (await loadPreset(name, io.cwd)) ?? recipeNamed(name);
}

/**
 * The preset of a launch: the one named, else the one that the config file was made from. A config file never makes us
 * load code: what it names must be one of ours.
 */
export async function presetOf(
  named: string | undefined,
  file: ConfigFile | undefined,
  io: Io,
): Promise<Recipe | undefined> {
  if (named !== undefined) return findPreset(named, io);
  const made = file?.preset;
  if (file === undefined || made === undefined) return undefined;
  const own = RECIPES.find((recipe) => recipe.name === made.name);
  if (own !== undefined) return own;
  throw new Failure(
    ExitCode.usage,
    `${describeOrigin(made.origin)}: ${file.name} was made from the preset \`${made.name}\`, which is not one of ours`,
    'name its file or package with --preset, for example --preset ./mine.ts',
  );
}
