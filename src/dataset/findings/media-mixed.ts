import { defineDatasetFinding } from '../finding-kind.ts';

/** The samples differ in the kinds of media they have. */
export const mediaMixed = defineDatasetFinding<{
  /** Samples by what they have: `pictures`, `clips`, `pictures and clips`, `text alone`. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly miniBatch: number;
  readonly ranks: number;
  /** The engine's packer refuses a mini-batch of several kinds. */
  readonly refused: boolean;
}>({
  id: 'media-mixed',
  summary: 'Some samples have pictures, others clips, both or neither.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The samples are of several kinds, and one mini-batch, or one step on several GPUs, holds more than one of them.',
    why: 'Qwen2_5_VLM_DataPacker (Cosmos-Reason1) asserts that all or none of a mini-batch have pictures, and the same for clips (`_collate_fn`, 0.2.6 to 0.4.7): the run dies at the first mixed one. With one sample per mini-batch, or Cosmos-Reason2, it does not; but the vision part of the model is sharded over the GPUs and runs once for pictures and once for clips, so that ranks with other kinds call it another number of times and may wait for each other for ever.',
    fix: 'Train on one kind; or set `train.train_policy.mini_batch=1` and one GPU.',
  },
  say: ({ kinds, miniBatch, ranks, refused }, subject) => {
    const counted = Object.entries(kinds).map(([kind, count]) => `${count} have ${kind}`);
    return {
      message: `The samples of ${subject} are of several kinds: ${counted.join(', ')}.`,
      because: refused
        ? `the packer refuses a mini-batch of several kinds, and mini_batch is ${miniBatch}`
        : `${ranks} GPUs share the vision part, and may wait for each other where their samples differ in kind`,
      help: refused
        ? 'Train on one kind, or set train.train_policy.mini_batch=1.'
        : 'Train on one kind, or on one GPU with --gpus 1.',
      severity: refused ? 'error' : 'warning',
    };
  },
});
