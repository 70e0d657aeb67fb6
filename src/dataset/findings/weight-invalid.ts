import { defineDatasetFinding } from '../finding-kind.ts';

/** Weights must be numbers of 0 or more, not all 0. */
export const weightInvalid = defineDatasetFinding<{ readonly weights: readonly unknown[] }>({
  id: 'weight-invalid',
  summary: 'Weights must be numbers of 0 or more, not all 0.',
  severity: 'error',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: 'A weight is negative, infinite or no number, or all are 0.',
    why: 'A share of the samples cannot be made of it; the entry script stops.',
    fix: 'Correct `custom.dataset.weights`; they need not sum to 1.',
  },
  say: ({ weights }) => ({
    message: `The weights ${JSON.stringify(weights)} are not numbers of 0 or more with a sum above 0.`,
    help: 'Correct custom.dataset.weights; they need not sum to 1.',
  }),
});
