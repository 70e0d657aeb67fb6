/** Finds recipes by name. */
import { RECIPES } from '../../recipes/index.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { nearest } from '../findings/nearest.ts';
import type { Recipe } from './recipe.ts';

export { RECIPES };

/** The recipe called `name`; throws Failure 2 with the nearest name. */
export function recipeNamed(name: string): Recipe {
  const found = RECIPES.find((recipe) => recipe.name === name);
  if (found !== undefined) return found;
  const near = nearest(
    name,
    RECIPES.map((recipe) => recipe.name),
  );
  throw new Failure(
    ExitCode.usage,
    `there is no preset \`${name}\``,
    near === undefined
      ? 'see `cookbook-run list`'
      : `did you mean \`${near}\`? All presets: \`cookbook-run list\``,
  );
}
