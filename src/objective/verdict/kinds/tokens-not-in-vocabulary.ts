import { defineObjectiveFinding } from '../../finding-kind.ts';

/** Trajectory tokens that the tokenizer would split into characters. */
export const tokensNotInVocabulary = defineObjectiveFinding<{
  readonly token: string;
  readonly model: string;
}>({
  id: 'tokens-not-in-vocabulary',
  summary: 'Trajectory tokens that the tokenizer would split into characters.',
  severity: 'warning',
  category: 'config',
  docs: {
    what: "The labels hold tokens of Alpamayo's vocabulary, and the model's tokenizer does not have them.",
    why: 'Cosmos-Reason has no <i0>..<i3999> and no <|traj_...|> (NVlabs/alpamayo 1cba38ca, base_model.py:34-75 adds them): they are learned as runs of ordinary characters.',
    fix: 'Train from the Alpamayo checkpoint (stage 1 of its recipes), which has the tokens, or leave them out of the labels.',
  },
  say: ({ token, model }) => ({
    message: `The labels hold \`${token}\`, which is no token of ${model}: it would be split into characters.`,
    because: "only Alpamayo's tokenizer has it (base_model.py:34-75)",
    help: 'use stage 1 of the Alpamayo recipes for such labels',
  }),
});
