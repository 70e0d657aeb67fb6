import { defineDatasetFinding } from '../finding-kind.ts';

/** The dataset has columns that are not trained on. */
export const columnsUnread = defineDatasetFinding<{
  readonly column: string;
  readonly unread: readonly string[];
  /** Those with lists of numbers. */
  readonly numbers: readonly string[];
}>({
  id: 'columns-unread',
  summary: 'The dataset has columns that are not trained on.',
  severity: 'info',
  category: 'data',
  docs: {
    what: 'Only the column with the conversations is read. Columns with lists of numbers, such as trajectories or actions, are a warning: they look like something to learn.',
    why: 'The published scripts and ours take one column; the rest never reaches the model, and the engine does not say so.',
    fix: 'Nothing, unless the model should learn them: then they must be in the text of the answers.',
  },
  say: ({ column, unread, numbers }, subject) =>
    numbers.length > 0
      ? {
          severity: 'warning',
          message: `${subject}: ${numbers.join(', ')} hold numbers that are not trained on; only ${column} is.`,
          help: 'Write into the answers what the model should learn, or drop these columns.',
        }
      : { message: `${subject}: ${unread.slice(0, 20).join(', ')} are not read; only ${column} is.` },
});
