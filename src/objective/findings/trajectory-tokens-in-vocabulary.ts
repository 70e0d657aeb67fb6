import { defineObjectiveFinding } from '../finding-kind.ts';

/** The tokenizer has tokens for trajectories. */
export const trajectoryTokensInVocabulary = defineObjectiveFinding<{ readonly tokens: readonly string[] }>({
  id: 'trajectory-tokens-in-vocabulary',
  summary: 'The tokenizer has tokens for trajectories.',
  severity: 'warning',
  category: 'config',
  docs: {
    what: 'The added tokens hold `<i0>` to `<i3999>` or markers of a trajectory.',
    why: 'The token loss trains these tokens. Alpamayo masks them while its expert drives (src/alpamayo_r1/models/alpamayo_r1.py:41-72, 1cba38ca), so they do not change the driven path.',
    fix: 'If the driven path is the aim, use stage 2 of the Alpamayo recipes.',
  },
  say: ({ tokens }) => ({
    message: `The tokenizer has trajectory tokens (${tokens.slice(0, 3).join(' ')}): this run trains tokens, not a decoder.`,
  }),
});
