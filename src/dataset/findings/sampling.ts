/** Findings about what is sampled, how often, and what is held out. */

import { defineFinding } from '../../findings/finding.ts';
import { note, toSet, toType } from '../../findings/remedy.ts';

/** A split has no rows on disk. */
export const splitMissing = defineFinding<{
  readonly split: string;
  /** Files of that split in a form that is not read. */
  readonly others: readonly string[];
  /** What to type to get it. */
  readonly fetch: readonly string[];
}>({
  id: 'split-missing',
  summary: 'A split of a dataset has no rows on disk.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'No `.json` file in the folder of the subset has the split in its name, as `robovqa_understanding.json` has; `.jsonl` and parquet files are not read.',
    why: 'The entry script stops; nothing is downloaded at launch.',
    fix: 'Correct the subset and the split, download the subset, or make one JSON array of the rows.',
  },
  say: ({ split, others, fetch }, subject) => ({
    message:
      others.length === 0
        ? `${subject} has no .json file with the rows of the split ${split}.`
        : `The rows of the split ${split} in ${subject} are not in a form that is read: ${others.join(', ')}.`,
    remedy: others.length === 0 ? toType(fetch) : note(`make one JSON array of them, named ${split}.json`),
  }),
});

/** An annotation file names pictures of the other split. */
export const splitMixed = defineFinding<{ readonly train: number; readonly val: number }>({
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

/** There is not one weight for each sub-directory. */
export const weightsMismatch = defineFinding<{
  readonly weights: number;
  readonly subdirectories: number;
}>({
  id: 'weights-mismatch',
  summary: 'There is not one weight for each sub-directory.',
  severity: 'error',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: '`custom.dataset.weights` and `custom.dataset.subdirectories` have different lengths.',
    why: 'Weights belong to sub-directories by their place; the entry script stops.',
    fix: 'Write one weight for each sub-directory, in the same order, or no weights at all.',
  },
  say: ({ weights, subdirectories }) => ({
    message: `There are ${weights} weights for ${subdirectories} sub-directories.`,
    help: 'Write one weight for each sub-directory, in the same order.',
  }),
});

/** Weights must be numbers of 0 or more, not all 0. */
export const weightInvalid = defineFinding<{ readonly weights: readonly unknown[] }>({
  id: 'weight-invalid',
  summary: 'Weights must be numbers of 0 or more, not all 0.',
  severity: 'error',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: 'A weight is negative, infinite or no number, or all are 0.',
    why: 'A share of the samples cannot be made of it; the entry script stops.',
    fix: 'Correct `custom.dataset.weights`; they need not sum to 1.',
  },
  say: ({ weights }) => ({
    message: `The weights ${JSON.stringify(weights)} are not numbers of 0 or more with a sum above 0.`,
    help: 'Correct custom.dataset.weights; they need not sum to 1.',
  }),
});

/** A sample is in the training and in the validation data. */
export const trainValidationOverlap = defineFinding<{
  readonly id: string;
  readonly by: 'id' | 'clip';
}>({
  id: 'train-validation-overlap',
  summary: 'A sample is in the training and in the validation data.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'A validation sample has the id or the very clip file of a training sample.',
    why: 'The validation loss then says how well the model remembers, not how well it has learnt.',
    fix: 'Take it out of one of the two.',
  },
  say: ({ id, by }, subject) => ({
    message:
      by === 'id'
        ? `The validation sample ${id} has the id of a training sample (${subject}).`
        : `The clip ${subject} of the validation sample ${id} is also trained on.`,
    help: 'Take it out of one of the two, or name another custom.dataset.validation_path.',
  }),
});

/** No validation data can be held out. */
export const holdOutImpossible = defineFinding<{
  readonly problem: string;
  /** The key that turns validation off. */
  readonly off?: string;
}>({
  id: 'hold-out-impossible',
  summary: 'No validation data can be held out.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'There is only one sample, or holding some out leaves nothing of a sub-directory to train on.',
    why: 'The entry script stops.',
    fix: 'Set `custom.dataset.validation_path`, lower `custom.dataset.validation_share`, or turn validation off.',
  },
  say: ({ problem, off }) => ({
    message: `Validation data cannot be held out: ${problem}.`,
    remedy: [
      ...(off === undefined ? [] : [toSet({ [off]: false })]),
      note('set custom.dataset.validation_path, or lower custom.dataset.validation_share'),
    ],
  }),
});
