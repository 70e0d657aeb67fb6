import { defineObjectiveFinding } from '../../finding-kind.ts';

/** The dataset holds nothing that a text loss could learn. */
export const noTextToTrain = defineObjectiveFinding<{
  readonly columns: readonly string[];
  readonly holds: string;
}>({
  id: 'no-text-to-train',
  summary: 'The dataset holds nothing that a text loss could learn.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'There is no conversation, caption or answer in the data: only trajectories, actions, latents or media.',
    why: 'A Reason SFT run needs an answer in text for every sample (0.4.7, sft_trainer.py:49-110). Numbers and latents are targets of other losses.',
    fix: 'Add text labels, or run what trains on such data.',
  },
  say: ({ columns, holds }) => ({
    message: `This dataset has no text to train on: it holds ${holds} (${columns.join(', ')}).`,
    because: 'the loss is the cross entropy of answer tokens (sft_trainer.py:49-110, 0.4.7)',
    help: 'add text answers, or see "what can train it"',
  }),
});
