import { defineDatasetFinding } from '../finding-kind.ts';

/** There is not one weight for each sub-directory. */
export const weightsMismatch = defineDatasetFinding<{
  readonly weights: number;
  readonly subdirectories: number;
}>({
  id: 'weights-mismatch',
  summary: 'There is not one weight for each sub-directory.',
  severity: 'error',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: '`custom.dataset.weights` and `custom.dataset.subdirectories` have different lengths.',
    why: 'Weights belong to sub-directories by their place; the entry script stops.',
    fix: 'Write one weight for each sub-directory, in the same order, or no weights at all.',
  },
  say: ({ weights, subdirectories }) => ({
    message: `There are ${weights} weights for ${subdirectories} sub-directories.`,
    help: 'Write one weight for each sub-directory, in the same order.',
  }),
});
