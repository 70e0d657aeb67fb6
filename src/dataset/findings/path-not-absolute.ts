import { defineDatasetFinding } from '../finding-kind.ts';

/** A path must be absolute. */
export const pathNotAbsolute = defineDatasetFinding<{ readonly absolute: string }>({
  id: 'path-not-absolute',
  summary: 'A path must be absolute.',
  severity: 'error',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.train_policy.dataset.name` is a relative path.',
    why: "NVIDIA's avha_sft.py refuses a dataset name that does not begin with `/`, after the model is loaded, and so does our entry script, at its start: the engine itself takes any other name for a dataset on the Hugging Face hub.",
    fix: 'Write the absolute path.',
  },
  say: ({ absolute }, subject) => ({ message: `${subject} is a relative path.`, help: `Write ${absolute}` }),
});
