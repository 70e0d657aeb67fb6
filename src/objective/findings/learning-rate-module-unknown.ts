import { defineObjectiveFinding } from '../finding-kind.ts';

/** train.optm_lr names a module the model does not have. */
export const learningRateModuleUnknown = defineObjectiveFinding<{
  readonly path: string;
  readonly of: string;
}>({
  id: 'learning-rate-module-unknown',
  summary: 'train.optm_lr names a module the model does not have.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'train.optm_lr is a table, and one of its keys is no module of the model.',
    why: 'The engine asserts that each path is a module (policy/trainer/llm_trainer/llm_trainer.py:217-220, 0.4.4).',
    fix: 'Use module names, or `global`.',
  },
  say: ({ path, of }) => ({
    message: `train.optm_lr.${path} is no module in ${of}.`,
    help: 'Use a name from the module table, or global.',
  }),
});
