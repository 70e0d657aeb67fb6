/** Findings about saved Hugging Face datasets. */
import { defineFinding } from '../../findings/finding.ts';

/** What a finding about the folder itself is made of. */
interface SavedProblem {
  readonly problem: string;
  /** The splits of a DatasetDict. */
  readonly splits?: readonly string[];
  /** There are Parquet files instead. */
  readonly parquet?: boolean;
}

function help({ splits, parquet }: SavedProblem, subject: string): string {
  if (splits !== undefined)
    return splits.length === 0
      ? 'Name the folder of one split, for example with /train behind it.'
      : `Name one split: ${splits.map((split) => `${subject}/${split}`).join(' or ')}.`;
  if (parquet === true)
    return `Write them anew: python -c "from datasets import load_dataset; load_dataset('parquet', data_files='${subject}/*.parquet', split='train').save_to_disk('saved')"`;
  return 'Name the folder that Dataset.save_to_disk has written, or write it anew.';
}

/** The folder is not a dataset that `save_to_disk` has written. */
export const savedDatasetInvalid = defineFinding<SavedProblem>({
  id: 'saved-dataset-invalid',
  summary: 'The folder is not one dataset as `save_to_disk` writes it.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'A saved Hugging Face dataset has `dataset_info.json`, `state.json` and the Arrow files that `state.json` names. A `DatasetDict` has one such folder for each split.',
    why: '`datasets.load_from_disk` raises, or gives a `DatasetDict`, which the published scripts index with 0: KeyError, in every process that reads data.',
    fix: 'Name the folder of one dataset, for example `data/sft/train`.',
  },
  say: (data, subject) => ({ message: `${subject} ${data.problem}.`, help: help(data, subject) }),
});

/** A selection of rows was saved beside the rows, and nothing reads it. */
export const savedIndicesIgnored = defineFinding<Record<string, never>>({
  id: 'saved-indices-ignored',
  summary: 'A selection of rows was saved beside the rows, and nothing reads it.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: '`state.json` names indices: an old version of `datasets` saved the result of `select`, `filter` or `shuffle` as all rows and a list of those that count.',
    why: '`load_from_disk` of today ignores the list (datasets 5.2, tried): all rows are trained on, in the order of the files.',
    fix: 'Load it with the version that wrote it, call `flatten_indices()`, and save it again.',
  },
  say: (_, subject) => ({
    message: `${subject} names indices, which datasets does not read any more: all rows count.`,
    help: 'Save it again after flatten_indices(), with the version of datasets that wrote it.',
  }),
});

/** An Arrow file of a saved dataset cannot be read to its end. */
export const shardUnusable = defineFinding<{ readonly problem: string; readonly whole?: boolean }>({
  id: 'shard-unusable',
  summary: 'An Arrow file of a saved dataset cannot be read to its end.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A file that `state.json` names is not there, is cut off, is damaged, or has other columns than the rest. A file without the mark of its end may be cut off between two batches: a warning.',
    why: '`datasets.load_from_disk` raises in every process that reads data; a file cut off between two batches loses its last rows without a word (pyarrow 26, tried).',
    fix: 'Copy the folder again, or write it anew with `save_to_disk`.',
  },
  say: ({ problem, whole }, subject) => ({
    message: `${subject}: ${problem}.`,
    ...(whole === true ? { severity: 'warning' as const } : {}),
    help: 'Copy the folder again, or write it anew with save_to_disk.',
  }),
});

/** The column that should hold the conversations does not. */
export const conversationColumn = defineFinding<{
  readonly column: string;
  /** The key that names it. */
  readonly key: string;
  /** The type of the column, if there is one. */
  readonly type?: string;
  readonly columns: readonly string[];
}>({
  id: 'conversation-column',
  summary: 'The column that should hold the conversations does not.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The column that the config names (`conversations` by default) is not among those of the dataset, or holds neither text nor lists of messages.',
    why: 'The published scripts raise KeyError or TypeError at the first sample, in every process that reads data.',
    fix: 'Name the column, or rename it.',
  },
  say: ({ column, key, type, columns }, subject) => ({
    message:
      type === undefined
        ? `${subject} has no column ${column}; it has ${columns.slice(0, 20).join(', ') || 'none'}.`
        : `${subject}: the column ${column} holds ${type}, neither text nor lists of messages.`,
    help: `Set ${key} to the column with the conversations.`,
  }),
});

/** The dataset has columns that are not trained on. */
export const columnsUnread = defineFinding<{
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

/** The conversation of a row is not valid JSON. */
export const rowNotJson = defineFinding<{ readonly why: string }>({
  id: 'row-not-json',
  summary: 'The conversation of a row is not valid JSON.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The text in the column of the conversations does not parse, or names a key twice. A row is counted from 0, over all files of the dataset.',
    why: 'The published scripts raise at this row: 50 attempts, then the run ends, with exit code 0 on 0.4.7 (seen with other faults of a sample).',
    fix: 'Write the row with `json.dumps`, not with `str`.',
  },
  say: ({ why }, subject) => ({
    message: `${subject} is not valid JSON: ${why}.`,
    help: 'Write the conversation with json.dumps when the dataset is made.',
  }),
});
