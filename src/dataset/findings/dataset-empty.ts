import { defineDatasetFinding } from '../finding-kind.ts';

/** There is not one sample to train on. */
export const datasetEmpty = defineDatasetFinding<Record<string, never>>({
  id: 'dataset-empty',
  summary: 'There is not one sample to train on.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The folder has the right form, but neither clips nor labels.',
    why: 'With no samples the engine plans 0 steps, exports untrained weights and fails afterwards with exit code 0 (seen on 0.4.7 with too few samples).',
    fix: 'Fill the folder.',
  },
  say: (_, subject) => ({
    message: `The dataset ${subject} has no samples.`,
    help: 'Fill the folder, or name another one.',
  }),
});
