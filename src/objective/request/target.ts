/** What a person may ask to optimise, and for which consumer, as structured answers. */

import type { Role } from '../../engine/objective.ts';
import { ExitCode } from '../../findings/exit-code.ts';
import { Failure } from '../../findings/failure.ts';
import { nearest } from '../../findings/nearest.ts';
import { TARGETS, type Target } from '../../findings/target.ts';
import { textAt } from '../../json/object.ts';

/** The roles that a run must train to serve a target; one of them suffices. */
export const ROLES_OF: Readonly<Record<Target, readonly Role[]>> = {
  'vlm-text': ['language model', 'output head', 'vision encoder', 'vision projector', 'token embedding'],
  'discrete-traj-tokens': ['language model', 'output head', 'token embedding'],
  'trajectory-decoder': ['trajectory decoder', 'action head'],
  'video-diffusion': ['diffusion transformer'],
};

/** What each target changes, as a person says it. */
export const CHANGES: Readonly<Record<Target, string>> = {
  'vlm-text': 'what the model says',
  'discrete-traj-tokens': 'trajectories as text or tokens',
  'trajectory-decoder': 'the path that is driven',
  'video-diffusion': 'the video that is generated',
};

/** A target by name; throws Failure 2 for another word. */
export function targetNamed(name: string): Target {
  const found = TARGETS.find((target) => target === name);
  if (found !== undefined) return found;
  // A word that is part of a name is meant as that; one that is misspelt is meant as its neighbour.
  const part = TARGETS.filter((target) => name.length > 2 && target.includes(name.toLowerCase()));
  const near = part[0] ?? TARGETS.find((target) => target === nearest(name, TARGETS));
  const flags = (near === undefined ? TARGETS : [near]).map(
    (target) => `--optimize ${target} (${CHANGES[target]})`,
  );
  throw new Failure(
    ExitCode.usage,
    `--optimize knows ${TARGETS.join(', ')}, not \`${name}\``,
    `${near === undefined ? 'choose' : 'did you mean'} ${flags.join(', ')}${near === undefined ? '' : '?'}`,
  );
}

/** The models that may use the result, by the short names of `--consumer`. */
const CONSUMERS: Readonly<Record<string, string>> = {
  'cosmos-reason1': 'nvidia/Cosmos-Reason1-7B',
  'cosmos-reason2': 'nvidia/Cosmos-Reason2-8B',
  'cosmos-reason': 'nvidia/Cosmos-Reason2-8B',
  'alpamayo-r1': 'nvidia/Alpamayo-R1-10B',
  'alpamayo-1': 'nvidia/Alpamayo-R1-10B',
  'alpamayo-1.5': 'nvidia/Alpamayo-1.5-10B',
  'alpamayo-2-super': 'nvidia/Alpamayo2-Super',
  'alpamayo-2-edge': 'nvidia/Alpamayo2-Edge',
  'alpamayo-nim': 'nvidia/Alpamayo-1.5-10B',
};

/** Whether a consumer takes whole checkpoints only: the Alpamayo NIM (1.5 and 2 Super). */
export function takesWholeOnly(name: string): boolean {
  return name.toLowerCase() === 'alpamayo-nim';
}

/** The model behind a consumer's name: a short name, a repository or a folder. Throws Failure 2 for a word that is none. */
export function consumerNamed(name: string): string {
  const short = textAt(CONSUMERS, name.toLowerCase());
  if (short !== undefined) return short;
  if (name.includes('/') || name.startsWith('.')) return name;
  const near = nearest(name, Object.keys(CONSUMERS));
  throw new Failure(
    ExitCode.usage,
    `--consumer takes a model folder, a repository, or one of ${Object.keys(CONSUMERS).join(', ')}; not \`${name}\``,
    near === undefined ? '--consumer alpamayo-r1' : `did you mean --consumer ${near}?`,
  );
}
