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
    what: 'The samples are of several kinds, the model is a Cosmos-Reason1, and one mini-batch, or one step on several GPUs, can hold more than one of them.',
    why: 'Qwen2_5_VLM_DataPacker asserts that all or none of a mini-batch have pictures, and the same for clips (`_collate_fn`, 0.2.6 to 0.4.7): the run dies at the first mixed one. On several GPUs the vision part is sharded and runs once for pictures and once for clips, so that ranks whose samples need it another number of times wait for each other: on two GPUs text beside pictures, and clips beside samples with both, hung in the first step; pictures beside clips trained, and so did Cosmos-Reason2 with every mixture (0.4.7, seen).',
    fix: 'Train on one kind; or set `train.train_policy.mini_batch=1` and one GPU.',
  },
  say: ({ kinds, miniBatch, ranks, refused }, subject) => {
    const counted = Object.entries(kinds).map(([kind, count]) => `${count} have ${kind}`);
    return {
      message: `The samples of ${subject} are of several kinds: ${counted.join(', ')}.`,
      because: refused
        ? `the packer refuses a mini-batch of several kinds, and mini_batch is ${miniBatch}`
        : `${ranks} GPUs share the vision part, and wait for each other where one needs it and another does not`,
      help: refused
        ? 'Train on one kind, or set train.train_policy.mini_batch=1.'
        : 'Train on one kind, or on one GPU with --gpus 1.',
      severity: refused ? 'error' : 'warning',
    };
  },
});
