/** The folders of a user that programs may write to: those of the XDG base directory rules. */
import { join } from 'node:path';
import { statusOf } from './path-status.ts';

const BELOW_HOME = { CACHE: '.cache', STATE: '.local/state' } as const;

/**
 * Where ours lies in the one of this kind; `undefined` where there is none. A relative path counts for nothing, and a home that is
 * not there is not made: root could, and what a service or a container calls its home is often nothing.
 */
export function userFolder(
  kind: keyof typeof BELOW_HOME,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { [`XDG_${kind}_HOME`]: chosen = '', HOME: home = '' } = env;
  if (chosen.startsWith('/')) return join(chosen, 'cookbook-run');
  if (!home.startsWith('/') || statusOf(home)?.isDirectory() !== true) return undefined;
  return join(home, BELOW_HOME[kind], 'cookbook-run');
}
