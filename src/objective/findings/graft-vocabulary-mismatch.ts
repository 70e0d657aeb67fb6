import { defineObjectiveFinding } from '../finding-kind.ts';

/** The vocabularies of the two models have different numbers of rows. */
export const graftVocabularyMismatch = defineObjectiveFinding<{
  readonly brain: number;
  readonly consumer: number;
  readonly fit: number;
  readonly all: number;
  /** Whether the consumer is an Alpamayo model. */
  readonly driving: boolean;
}>({
  id: 'graft-vocabulary-mismatch',
  summary: 'The vocabularies of the two models have different numbers of rows.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'Everything but the token embedding and the output head has the same shape.',
    why: 'load_state_dict raises `size mismatch`, for strict=False does not excuse shapes (alpamayo-recipes b790b8e8, sft_base_model.py:77-149). Rows added by hand load, but the rows of trajectory and special tokens are then untrained.',
    fix: 'Train the VLM of the consumer itself: it has these rows.',
  },
  say: ({ brain, consumer, fit, all, driving }) => ({
    message: `The vocabulary has ${brain} rows, the consumer needs ${consumer}; ${fit} of ${all} tensors fit.`,
    help: driving
      ? 'Do not pad rows: they would be untrained. Start from the consumer with stage 1 of the Alpamayo recipes.'
      : 'Do not pad rows: they would be untrained. Start from the consumer itself.',
  }),
});
