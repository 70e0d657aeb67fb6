/** The engine version was not given. */
import type { FindingKind } from '../../../../findings/finding.ts';

export const engineGuessed: FindingKind = {
  id: 'engine-guessed',
  summary: 'no engine version was given or found; the file itself tells it',
  severity: 'info',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: 'Without `--engine` and without an installed cosmos-rl, the file was checked for the version whose settings it uses.',
    why: 'Versions 0.2.6, 0.3.9, 0.4.4 and 0.4.7 have different settings, and each drops those of the others without a word.',
    fix: 'Give the version that will run it: `--engine 0.4.7`.',
  },
};
