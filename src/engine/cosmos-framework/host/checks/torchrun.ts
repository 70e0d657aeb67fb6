import { note } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';

/** cosmos-framework is started by torchrun, which is not on PATH. */
export const trainerLauncherMissing = defineCheck({
  id: 'trainer-launcher-missing',
  summary: 'cosmos-framework is started by torchrun, which is not on PATH.',
  severity: 'error',
  category: 'host',
  reads: ['programs'],
  docs: {
    what: 'There is no program called `torchrun` on PATH.',
    why: 'cosmos-framework has no launcher of its own: torchrun starts its trainer, in the Python that torchrun belongs to (5eee9ed, examples/launch_sft_*.sh).',
    fix: 'Activate the environment of cosmos-framework, whose bin folder holds torchrun.',
  },
  evaluate: ({ programs }) =>
    programs['torchrun'] !== undefined
      ? []
      : [
          {
            subject: 'torchrun',
            message: 'No program called torchrun is on PATH, and cosmos-framework is started by it.',
            remedy: note('activate the environment of cosmos-framework'),
          },
        ],
});
