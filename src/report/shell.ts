/** Commands as text that a shell reads back unchanged. */

import type { LaunchPlan } from '../plan/launch-plan.ts';
import { isShellUnsafe } from '../plan/stage.ts';

/** One word, quoted if it needs to be. */
export function shellWord(word: string): string {
  return word !== '' && !isShellUnsafe(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The plan as one shell line: folder, added environment, command. */
export function shellLine(plan: LaunchPlan): string {
  const env = Object.entries(plan.env).map(([key, value]) => `${key}=${shellWord(value)}`);
  return `cd ${shellWord(plan.cwd)} && env ${env.join(' ')} ${plan.argv.map(shellWord).join(' ')}`;
}
