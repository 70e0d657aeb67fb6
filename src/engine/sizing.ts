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
