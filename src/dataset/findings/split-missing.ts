import { defineDatasetFinding } from '../finding-kind.ts';

/** A split has no rows on disk. */
export const splitMissing = defineDatasetFinding<{
  readonly split: string;
  /** Files of that split in a form that is not read. */
  readonly others: readonly string[];
  /** What to type to get it. */
  readonly fetch: string;
}>({
  id: 'split-missing',
  summary: 'A split of a dataset has no rows on disk.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'No `.json` file in the folder of `train.train_policy.dataset.subset` has the split in its name, as `robovqa_understanding.json` has; `.jsonl` and parquet files are not read.',
    why: 'The entry script stops; nothing is downloaded at launch.',
    fix: 'Correct `train.train_policy.dataset.subset` and `split`, download the subset, or make one JSON array of the rows.',
  },
  say: ({ split, others, fetch }, subject) => ({
    message:
      others.length === 0
        ? `${subject} has no .json file with the rows of the split ${split}.`
        : `The rows of the split ${split} in ${subject} are not in a form that is read: ${others.join(', ')}.`,
    help: others.length === 0 ? `Type: ${fetch}` : `Make one JSON array of them, named ${split}.json.`,
  }),
});
