import { defineDatasetFinding } from '../finding-kind.ts';

/** The column that should hold the conversations does not. */
export const conversationColumn = defineDatasetFinding<{
  readonly column: string;
  /** The type of the column, if there is one. */
  readonly type?: string;
  readonly columns: readonly string[];
}>({
  id: 'conversation-column',
  summary: 'The column that should hold the conversations does not.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The column that `train.train_policy.conversation_column_name` names (`conversations` by default) is not among those of the dataset, or holds neither text nor lists of messages.',
    why: 'The published scripts raise KeyError or TypeError at the first sample, in the controller and in every rank.',
    fix: 'Set `train.train_policy.conversation_column_name`, or rename the column.',
  },
  say: ({ column, type, columns }, subject) => ({
    message:
      type === undefined
        ? `${subject} has no column ${column}; it has ${columns.slice(0, 20).join(', ') || 'none'}.`
        : `${subject}: the column ${column} holds ${type}, neither text nor lists of messages.`,
    help: 'Set train.train_policy.conversation_column_name to the column with the conversations.',
  }),
});
