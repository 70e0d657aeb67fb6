import { defineObjectiveFinding } from '../../finding-kind.ts';

/** Only the user's entry script can say what is trained. */
export const entryUnverifiable = defineObjectiveFinding<{ readonly script: string; readonly what: string }>({
  id: 'entry-unverifiable',
  summary: "Only the user's entry script can say what is trained.",
  severity: 'warning',
  category: 'config',
  docs: {
    what: 'The run has an entry script of its own and asks for something that cosmos-rl alone does not do.',
    why: 'An entry script can register models, trainers and losses: SFT adds every model output whose name contains "loss" (0.4.7, sft_trainer.py:370-379). So this can neither be promised nor ruled out.',
    fix: 'Look in the script for the loss and for the parameters that get gradients; compare a tensor of the decoder before and after a short run.',
  },
  say: ({ script, what }) => ({
    message: `Cannot verify: ${what}, and only ${script} can make use of it.`,
    because: 'a model registered by a script may add its own loss (sft_trainer.py:370-379, 0.4.7)',
    help: 'compare one tensor of the decoder before and after two steps',
  }),
});
