import { defineDatasetFinding } from '../finding-kind.ts';

/** Samples with different media would be put into one mini-batch, which the packer of this family refuses. */
export const miniBatchMixed = defineDatasetFinding<{
  /** Samples by what they hold: `video`, `image`, `video and image`, `text`. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly miniBatch: number;
}>({
  id: 'mini-batch-mixed',
  summary: 'Samples with different media would meet in one mini-batch, which the packer refuses.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'Some samples have a clip, others a picture or neither, and `train.train_policy.mini_batch` is above 1.',
    why: '`Qwen2_5_VLM_DataPacker._collate_fn` asserts that all samples of a mini-batch have videos or none has, and the same for images (0.2.6 - 0.4.7); the run ends at the first mixed one. `HFVLMDataPacker` takes them.',
    fix: 'Set `train.train_policy.mini_batch=1`, or train on one kind at a time.',
  },
  say: ({ kinds, miniBatch }, subject) => {
    const said = Object.entries(kinds).map(([kind, count]) => `${count} with ${kind}`);
    return {
      message: `${subject} mixes samples (${said.join(', ')}) in mini-batches of ${miniBatch}.`,
      help: 'Set train.train_policy.mini_batch=1, or train on one kind at a time.',
    };
  },
});
