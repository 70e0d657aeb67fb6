import { defineDatasetFinding } from '../finding-kind.ts';

/** An Arrow file of a saved dataset cannot be read to its end. */
export const shardUnusable = defineDatasetFinding<{ readonly problem: string; readonly whole?: boolean }>({
  id: 'shard-unusable',
  summary: 'An Arrow file of a saved dataset cannot be read to its end.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A file that `state.json` names is not there, is cut off, is damaged, or has other columns than the rest. A file without the mark of its end may be cut off between two batches: a warning.',
    why: '`datasets.load_from_disk` raises in the controller and in every rank; a file cut off between two batches loses its last rows without a word (pyarrow 26, tried).',
    fix: 'Copy the folder again, or write it anew with `save_to_disk`.',
  },
  say: ({ problem, whole }, subject) => ({
    message: `${subject}: ${problem}.`,
    ...(whole === true ? { severity: 'warning' as const } : {}),
    help: 'Copy the folder again, or write it anew with save_to_disk.',
  }),
});
