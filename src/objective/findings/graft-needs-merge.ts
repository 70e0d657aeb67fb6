import { defineObjectiveFinding } from '../finding-kind.ts';

/** An adapter is not a model that another could take. */
export const graftNeedsMerge = defineObjectiveFinding<{ readonly base?: string }>({
  id: 'graft-needs-merge',
  summary: 'An adapter is not a model that another could take.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'What should go into the consumer is a LoRA adapter.',
    why: 'The consumer takes whole tensors by name; the Alpamayo NIM too refuses adapters and deltas.',
    fix: 'Merge the adapter into its base model, then check again.',
  },
  say: ({ base }) => ({
    message: `The brain is a LoRA adapter${base === undefined ? '' : ` of ${base}`}: merge it into its base model first.`,
    help: 'Merge the adapter into its base model and give the merged folder.',
  }),
});
