/** What would make a run smaller, each with the peak that is predicted for it; what is set already is not named. */
import type { TomlValue } from '../../config/value.ts';
import type { Longest, RunSizes } from '../../engine/sizing.ts';
import type { Remedy } from '../../findings/remedy.ts';
import { estimateMemory, type LongestRange, type MemoryRequest } from './estimate.ts';

/** A remedy with its peak. */
export interface MemoryRemedy {
  readonly remedy: Remedy;
  readonly allocatedGiB: number;
  readonly reservedGiB: number;
  /** Largest reserved memory that is to be expected: what must fit. */
  readonly highGiB: number;
  /** What changes beside memory. */
  readonly costs: string;
}

/** The settings that make a run of other sizes, in the keys of its engine. */
type SizeSettings = (sizes: Partial<RunSizes>) => Readonly<Record<string, TomlValue>>;

interface Idea {
  readonly run?: Partial<RunSizes>;
  /** The settings, where no size is another. */
  readonly set?: Readonly<Record<string, TomlValue>>;
  /** Tokens and patches of the longest sample, as shares of what they are. */
  readonly longest?: number;
  readonly costs: string;
}

const LORA = { rank: 16, targets: ['q_proj', 'k_proj', 'v_proj', 'o_proj'] };

function ideas({ run, longest }: MemoryRequest, maxPixels: number | undefined): readonly Idea[] {
  const { miniBatch, shards, checkpointing, lora, master, fusedLoss } = run;
  const smaller = [...new Set([Math.floor(miniBatch / 2), 1])].filter(
    (size) => size >= 1 && size < miniBatch && run.batch % size === 0,
  );
  const { validationBatch = 1 } = run;
  const vision = maxPixels !== undefined && longest.expected.patches > 0 && maxPixels >= 2 * 28 * 28 * 4;
  return [
    ...(checkpointing ? [] : [{ run: { checkpointing: true }, costs: 'about a third more time for a step' }]),
    ...smaller.map((size) => ({ run: { miniBatch: size }, costs: 'the same training, in more passes' })),
    ...(validationBatch > miniBatch
      ? [{ run: { validationBatch: miniBatch }, costs: 'the same validation, in more passes' }]
      : []),
    ...(fusedLoss
      ? []
      : [{ run: { fusedLoss: true }, costs: 'liger-kernel 0.6.4 to 0.7.x must be installed' }]),
    ...[2, 4, 8]
      .filter((gpus) => gpus > shards)
      .map((gpus) => ({
        run: { shards: gpus, gpus },
        costs: `${gpus} GPUs, and as many times the samples of a step`,
      })),
    ...(vision
      ? [
          {
            set: { 'custom.vision.max_pixels': BigInt(Math.floor(maxPixels / 2)) },
            longest: 0.5,
            costs: 'half the pixels of each picture and frame',
          },
        ]
      : []),
    ...(master === 4 && lora === undefined
      ? [
          {
            run: { master: 2 },
            costs: 'small updates are lost in bfloat16: a learning rate that works in float32 may not',
          },
        ]
      : []),
    ...(lora === undefined ? [{ run: { lora: LORA }, costs: 'an adapter is trained, not the model' }] : []),
  ];
}

/** The tokens of a sample whose pictures shrink: four patches make one token. */
function shrunk(longest: LongestRange, share: number): LongestRange {
  const less = ({ tokens, patches }: Longest): Longest => {
    const fewer = Math.round((patches * (1 - share)) / 4) * 4;
    return { tokens: tokens - fewer / 4, patches: patches - fewer };
  };
  return {
    ...longest,
    least: less(longest.least),
    expected: less(longest.expected),
    most: less(longest.most),
  };
}

/** The remedies that help, the largest effect at the least cost first: in the order of `ideas`. */
export function memoryRemedies(
  request: MemoryRequest,
  settings: SizeSettings,
  maxPixels?: number,
): readonly MemoryRemedy[] {
  const now = estimateMemory(request);
  if ('unmeasured' in now) return [];
  return ideas(request, maxPixels).flatMap(({ run = {}, set = settings(run), longest, costs }) => {
    const then = estimateMemory({
      ...request,
      run: { ...request.run, ...run },
      longest: longest === undefined ? request.longest : shrunk(request.longest, longest),
    });
    if ('unmeasured' in then || then.allocatedGiB.expected > now.allocatedGiB.expected * 0.97) return [];
    return [
      {
        remedy: { kind: 'override', set } as const,
        allocatedGiB: then.allocatedGiB.expected,
        reservedGiB: then.reservedGiB.expected,
        highGiB: then.reservedGiB.high,
        costs,
      },
    ];
  });
}

/** The largest mini-batch whose high end fits, and divides the batch. */
export function largestMiniBatch(request: MemoryRequest, gpuGiB: number): number | undefined {
  const sizes = Array.from({ length: request.run.batch }, (_, index) => request.run.batch - index);
  return sizes
    .filter((size) => request.run.batch % size === 0)
    .find((miniBatch) => {
      const then = estimateMemory({ ...request, run: { ...request.run, miniBatch } });
      return !('unmeasured' in then) && then.reservedGiB.high + 0.9 <= gpuGiB;
    });
}
