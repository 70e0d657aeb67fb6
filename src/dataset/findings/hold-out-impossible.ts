import { defineDatasetFinding } from '../finding-kind.ts';

/** No validation data can be held out. */
export const holdOutImpossible = defineDatasetFinding<{ readonly problem: string }>({
  id: 'hold-out-impossible',
  summary: 'No validation data can be held out.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'There is only one sample, or holding some out leaves nothing of a sub-directory to train on.',
    why: 'The entry script stops.',
    fix: 'Set `custom.dataset.validation_path`, lower `custom.dataset.validation_share`, or turn validation off.',
  },
  say: ({ problem }) => ({
    message: `Validation data cannot be held out: ${problem}.`,
    help: 'Set custom.dataset.validation_path, lower custom.dataset.validation_share, or set validation.enable=false.',
  }),
});
