/** Which recipes run as they are: those whose layout has a reader and an entry script of ours. */
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Recipe } from './recipe.ts';
import { templatesFolder } from './templates.ts';

/** Whether there is an entry script: the team's own, or ours for the layout. */
export function hasScript(recipe: Recipe): boolean {
  return isAbsolute(recipe.script) || existsSync(join(templatesFolder(), 'entry', recipe.script));
}
