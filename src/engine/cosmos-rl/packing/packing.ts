/** Whether the packers of cosmos-rl can batch samples of several kinds of media together. */
import { defineFinding, type FindingKind } from '../../../findings/finding.ts';
import { note, toRemove, toSet } from '../../../findings/remedy.ts';
import type { Packing } from '../../planning.ts';

/** The samples differ in the kinds of media they have. */
const mediaMixed = defineFinding<{
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
      remedy: [
        refused
          ? toSet({ 'train.train_policy.mini_batch': 1n })
          : toSet({ 'policy.parallelism.dp_shard_size': 1n }),
        note('train on one kind of media'),
      ],
      severity: refused ? 'error' : 'warning',
    };
  },
});

/** The packer of this engine version cannot take pictures as the config wants. */
const packerLimit = defineFinding<{
  readonly problem: 'clip-dropped' | 'bounds-ignored';
  readonly count: number;
}>({
  id: 'packer-limit',
  summary: 'The packer of cosmos-rl 0.3.9 does not take pictures as the config wants.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A sample of Cosmos-Reason2 has pictures and clips, or pictures have bounds in `[custom.vision]`, and the engine is 0.3.9.',
    why: 'HFVLMDataPacker of 0.3.9 takes pictures as base64 and then looks at nothing else: a clip beside them is dropped while its placeholder stays in the text, and min_pixels and max_pixels of pictures have no effect (`_process_single_sample`).',
    fix: 'Use 0.4.4 or newer.',
  },
  say: ({ problem, count }, subject) =>
    problem === 'clip-dropped'
      ? {
          message: `${count} samples of ${subject} have pictures and clips, and cosmos-rl 0.3.9 drops the clips.`,
          remedy: note('use `--engine 0.4.7`, or train on one kind of media'),
        }
      : {
          message: `The bounds of [custom.vision] have no effect on the pictures of ${subject}: cosmos-rl 0.3.9 does not read them.`,
          remedy: [
            toRemove('custom.vision.min_pixels', 'custom.vision.max_pixels'),
            note('use `--engine 0.4.7`'),
          ],
          severity: 'warning',
        },
});

/** Every kind of finding about packing. */
export const PACKING_KINDS: readonly FindingKind[] = [mediaMixed, packerLimit];

/** How often the vision part of the model runs for a sample of each kind: once for pictures, once for clips. */
const VISION_CALLS: Readonly<Record<string, number>> = { 'text alone': 0, 'pictures and clips': 2 };

/** What they refuse, drop or hang on. */
export const packing: Packing = ({ kinds, family, engine, miniBatch, ranks, bounded }) => {
  if (family === 'qwen3_vl' && engine === '0.3.9') {
    const both = kinds.get('pictures and clips') ?? 0;
    const pictures = kinds.get('pictures') ?? 0;
    if (both > 0) return [{ kind: packerLimit, data: { problem: 'clip-dropped', count: both } }];
    return bounded && pictures > 0
      ? [{ kind: packerLimit, data: { problem: 'bounds-ignored', count: pictures } }]
      : [];
  }
  if (kinds.size < 2 || family !== 'qwen2_5_vl') return [];
  const refused = miniBatch > 1;
  const calls = new Set([...kinds.keys()].map((kind) => VISION_CALLS[kind] ?? 1));
  const counted = Object.fromEntries([...kinds].sort(([a], [b]) => (a < b ? -1 : 1)));
  return refused || (ranks > 1 && calls.size > 1)
    ? [{ kind: mediaMixed, data: { kinds: counted, miniBatch, ranks, refused } }]
    : [];
};
