import { defineObjectiveFinding } from '../finding-kind.ts';

/** The trainer trains nothing. */
export const trainerEvaluatesOnly = defineObjectiveFinding<{ readonly trainer: string }>({
  id: 'trainer-evaluates-only',
  summary: 'The trainer trains nothing.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'The trainer `cosmos_policy` has no optimizer step.',
    why: 'Its step_training is empty (policy/trainer/cosmos_policy_trainer.py:37-80, 0.4.4): the run ends well and the weights are as before.',
    fix: 'Use it to evaluate; to train take another trainer.',
  },
  say: ({ trainer }) => ({
    message: `\`${trainer}\` only evaluates: this run trains nothing.`,
    help: 'Choose a trainer that trains, such as sft.',
  }),
});
