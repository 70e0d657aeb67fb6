/** Commands as text that a shell reads back unchanged. */

import { shellWord } from '../findings/shell-word.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';

/** The plan as one shell line: folder, added environment, command. */
export function shellLine(plan: LaunchPlan): string {
  const env = Object.entries(plan.env).map(([key, value]) => `${key}=${shellWord(value)}`);
  return `cd ${shellWord(plan.cwd)} && env ${env.join(' ')} ${plan.argv.map(shellWord).join(' ')}`;
}
