import { restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /(?:^|: )(cosmos-rl|torchrun|python3?)(?:: (?:command )?not found|: No such file or directory)|execvp?e?: (cosmos-rl): /;

/** The shell found no cosmos-rl, or no python for its scripts. */
export const engineNotFound: Symptom = {
  id: 'engine-not-found',
  summary: 'cosmos-rl, or the python and torchrun that its scripts call, is not on PATH',
  severity: 'error',
  category: 'host',
  outcome: 'host',
  clue: TEXT,
  docs: {
    what: 'The shell could not find a program of the engine.',
    why: 'launch_controller.sh and launch_replica.sh call bare python (0.4.7) or torchrun (0.4.4): the folder of the environment must be on PATH.',
    fix: 'Activate the environment, or put its bin folder first on PATH.',
  },
  matches(state) {
    const found = state.clues['engine-not-found'];
    if (found === undefined || state.seen['config-loaded'] !== undefined) return undefined;
    const match = TEXT.exec(found.text);
    const name = match?.[1] ?? match?.[2] ?? 'cosmos-rl';
    return restingOn(found, {
      subject: name,
      message: `${name} is not on PATH.`,
      because:
        'The shell scripts of the engine call python and torchrun by name (launcher/launch_replica.sh, 0.4.4 and 0.4.7).',
      help: 'Activate the environment of the engine (source <venv>/bin/activate), then check with cookbook-run doctor.',
    });
  },
};
