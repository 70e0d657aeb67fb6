import { defineDatasetFinding } from '../finding-kind.ts';

/** The dataset is not there. */
export const datasetMissing = defineDatasetFinding<{
  readonly key: string;
  readonly why: string;
  /** What to type to get it. */
  readonly fetch?: string;
}>({
  id: 'dataset-missing',
  summary: 'The dataset is not there.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'What the config names does not exist, is no folder (or no file, where the layout begins with one), or nothing is named at all.',
    why: 'The entry script stops in the controller, about 40 s after the launch, before the model is loaded.',
    fix: 'Name it, for example `train.train_policy.dataset.name=/data/train`.',
  },
  say: ({ key, why, fetch }, subject) => ({
    message: `The dataset ${subject} cannot be used: ${why}.`,
    help: `${fetch === undefined ? '' : `Type: ${fetch}; then: `}Set ${key} to where the dataset is.`,
  }),
});
