/** cosmos-framework is started by torchrun, which is not on PATH. */
import { note } from '../../../../findings/remedy.ts';
import { programMissing } from '../../../../host/program-missing.ts';

export const trainerLauncherMissing = programMissing({
  id: 'trainer-launcher-missing',
  program: 'torchrun',
  summary: 'cosmos-framework is started by torchrun, which is not on PATH.',
  why: 'cosmos-framework has no launcher of its own: torchrun starts its trainer, in the Python that torchrun belongs to (5eee9ed, examples/launch_sft_*.sh).',
  fix: 'Activate the environment of cosmos-framework, whose bin folder holds torchrun.',
  message: 'No program called torchrun is on PATH, and cosmos-framework is started by it.',
  remedy: note('activate the environment of cosmos-framework'),
});
