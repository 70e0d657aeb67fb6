import { defineDatasetFinding } from '../finding-kind.ts';

/** The dataset folder is not there. */
export const datasetMissing = defineDatasetFinding<{ readonly key: string; readonly why: string }>({
  id: 'dataset-missing',
  summary: 'The dataset folder is not there.',
  severity: 'error',
  category: 'input',
  docs: {
    what: 'The folder named by the config does not exist, is no folder, or is not named at all.',
    why: 'The entry script stops in the controller, about 40 s after the launch, before the model is loaded.',
    fix: 'Name the folder, for example `train.train_policy.dataset.name=/data/train`.',
  },
  say: ({ key, why }, subject) => ({
    message: `The dataset ${subject} cannot be used: ${why}.`,
    help: `Set ${key} to the folder of the dataset.`,
  }),
});
