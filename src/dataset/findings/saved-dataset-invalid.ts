import { defineDatasetFinding } from '../finding-kind.ts';

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
export const savedDatasetInvalid = defineDatasetFinding<SavedProblem>({
  id: 'saved-dataset-invalid',
  summary: 'The folder is not one dataset as `save_to_disk` writes it.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'A saved Hugging Face dataset has `dataset_info.json`, `state.json` and the Arrow files that `state.json` names. A `DatasetDict` has one such folder for each split.',
    why: '`datasets.load_from_disk` raises, or gives a `DatasetDict`, which the published scripts index with 0: KeyError, in the controller and in every rank.',
    fix: 'Name the folder of one dataset, for example `data/sft/train`.',
  },
  say: (data, subject) => ({ message: `${subject} ${data.problem}.`, help: help(data, subject) }),
});
