/** What decides the memory and the seconds of a run, in words that every engine shares. */
import type { Origin, Report } from '../findings/finding.ts';

/** The sizes of one run, as the engine will use them. */
export interface RunSizes {
  /** Ranks that share weights, gradients and moments. */
  readonly shards: number;
  readonly gpus: number;
  /** Samples of one forward pass, and of one optimizer step, per data-parallel rank. */
  readonly miniBatch: number;
  readonly batch: number;
  /** Samples of one forward pass of a validation; absent where there is none. */
  readonly validationBatch?: number;
  /** Bytes of a master weight: 4 for float32, 2 for bfloat16. */
  readonly master: number;
  readonly checkpointing: boolean;
  readonly lora?: { readonly rank: number; readonly targets: readonly string[] | 'all-linear' };
  /** The loss makes no logits. */
  readonly fusedLoss: boolean;
  /** What else is on that changes memory, in the words of the config; nothing measured covers it. */
  readonly others: readonly string[];
}

/** A run in steps. */
export interface Schedule {
  readonly total: number;
  readonly perEpoch: number;
  readonly epochs: number;
  readonly dataRanks: number;
  /** Samples of one step, over all data-parallel ranks. */
  readonly globalBatch: number;
  readonly warmup: { readonly steps: number; readonly share: number };
  readonly saves: number;
  /** Checkpoints that are left at the end. */
  readonly kept: number;
  readonly validations: number;
}

/** What is known of the data whose steps are judged. */
export interface DataFacts {
  readonly origins: ReadonlyMap<string, Origin>;
  /** Training samples. */
  readonly samples: number;
  /** Whether all of the data can be read: what cannot is told as such, and its steps are not a second problem. */
  readonly sound: boolean;
}

/** The schedule, absent where it cannot be told, and what is wrong with it. */
export interface StepsReport extends Report {
  readonly steps?: Schedule;
}

/** The sizes of a model that decide its memory: widths and counts. */
export interface ModelShape {
  readonly parameters: number;
  readonly layers: number;
  readonly hidden: number;
  /** Widths of the queries, and of the keys, of one layer. */
  readonly queries: number;
  readonly keys: number;
  readonly mlp: number;
  /** Queries and keys are normalised (Qwen3). */
  readonly normsQueries: boolean;
  /** Rows of the token embedding. */
  readonly vocabulary: number;
  /** The head has no weight of its own. */
  readonly tied: boolean;
  readonly vision: {
    readonly depth: number;
    readonly width: number;
    readonly mlp: number;
    /** Values of one patch. */
    readonly pixels: number;
  };
}

/** The longest sample: its tokens and the patches of its media. */
export interface Longest {
  readonly tokens: number;
  readonly patches: number;
}

/** Fitted by scripts/fit-memory.mjs; everything else follows from sizes and dtypes. */
export interface FittedBytes {
  /** Bytes beside all tensors in the optimizer's step: buffers of NCCL and cuBLAS, of the grad norm. */
  readonly stepBytes: number;
  /** Bytes that the allocator reserves beside what it was asked for. */
  readonly reservedBytes: number;
}

/** A part of a run that has a peak of its own. */
export type MemoryPhase = 'load' | 'loss' | 'optimizer step' | 'validation';
/** What takes memory. */
export type Term =
  | 'weights'
  | 'gradients'
  | 'moments'
  | 'source weights'
  | 'embedding'
  | 'logits'
  | 'activations'
  | 'buffers';

/** One phase: its terms in bytes, and their sum. */
export interface PhaseMemory {
  readonly phase: MemoryPhase;
  readonly terms: Readonly<Partial<Record<Term, number>>>;
  readonly bytes: number;
}

/** The phases of a run on one GPU, term by term; the largest decides. */
export type MemoryFormula = (
  model: ModelShape,
  run: RunSizes,
  longest: Longest,
  fitted: FittedBytes,
) => readonly PhaseMemory[];
