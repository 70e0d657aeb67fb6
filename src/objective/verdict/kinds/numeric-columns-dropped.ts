import { defineObjectiveFinding } from '../../finding-kind.ts';

/** Numeric columns beside the conversations never reach the loss. */
export const numericColumnsDropped = defineObjectiveFinding<{
  readonly columns: readonly string[];
  readonly text: string;
}>({
  id: 'numeric-columns-dropped',
  summary: 'Numeric columns beside the conversations never reach the loss.',
  severity: 'warning',
  category: 'config',
  docs: {
    what: 'The dataset has trajectories, actions or poses as numbers beside its text.',
    why: 'The loaders hand over the conversation only (0.4.7, policy/worker/sft_worker.py:97-100); numeric columns are dropped without a word.',
    fix: 'Nothing, if text is what you train. To train on these numbers, use what trains a decoder.',
  },
  say: ({ columns, text }) => ({
    message: `Of this dataset only ${text} is trained on; ${columns.join(', ')} never reach${columns.length === 1 ? 'es' : ''} the loss.`,
    because: 'the loader reads the conversation alone (policy/worker/sft_worker.py:97-100, 0.4.7)',
    help: 'to train on these numbers: --optimize trajectory-decoder shows what can',
  }),
});
