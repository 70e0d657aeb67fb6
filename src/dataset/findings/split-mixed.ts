import { defineDatasetFinding } from '../finding-kind.ts';

/** An annotation file names pictures of the other split. */
export const splitMixed = defineDatasetFinding<{ readonly train: number; readonly val: number }>({
  id: 'split-mixed',
  summary: 'An annotation file names pictures of train/ and of val/, or those of the other split.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'The paths of the pictures begin in `train/` and in `val/`, or in the one that the name of the file does not say.',
    why: 'The data_preprocess.py of the warehouse recipe takes every path that holds "val" anywhere for the validation file, and then writes `val/images/…` for the training pictures.',
    fix: 'Make the annotation file anew, from a folder without "val" in its path.',
  },
  say: ({ train, val }, subject) => ({
    message: `${subject} names ${train} pictures in train/ and ${val} in val/.`,
    help: 'Make it anew for one split.',
  }),
});
