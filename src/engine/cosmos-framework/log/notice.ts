/** What one line of cosmos-framework's log says, as data (5eee9ed; the lines were printed by real runs). */
import type { NoticeParser, NoticeTable, TorchNotice } from '../../torch/log/notice.ts';

/** Seconds until the batch was there, the highest learning rate, bytes of the fullest moment so far. */
export interface OwnMeasures {
  readonly dataWait?: number;
  readonly lr?: Readonly<Record<string, number>>;
  readonly peakMemoryBytes?: number;
  readonly reservedMemoryBytes?: number;
}

export type FrameworkNotice =
  | TorchNotice
  /** The folder of the job, named when its config is written into it. */
  | { readonly kind: 'config-saved'; readonly path: string }
  | { readonly kind: 'world'; readonly gpus: number }
  | { readonly kind: 'shards-clamped'; readonly asked: number; readonly world: number }
  /** The launch makes its start weights, waits for those that another run makes, or is done with it. */
  | { readonly kind: 'making-start-weights' }
  | { readonly kind: 'launch-failed' }
  | { readonly kind: 'model-loading' }
  | { readonly kind: 'trainable'; readonly tensors: number }
  | { readonly kind: 'dataset'; readonly name: string; readonly split: string; readonly entries: number }
  | { readonly kind: 'sample-skipped'; readonly id: string; readonly why: string; readonly path?: string }
  | { readonly kind: 'started-fresh' }
  | { readonly kind: 'resuming'; readonly step: number; readonly path: string }
  | { readonly kind: 'training-start' }
  /** Mean over the ranks, one for each micro-batch; `iteration` counts from 0. */
  | { readonly kind: 'micro-loss'; readonly loss: number; readonly iteration: number }
  /** Rank 0's last micro-batch; `step` counts from 1. */
  | {
      readonly kind: 'step';
      readonly step: number;
      readonly loss: number;
      readonly seconds: number;
      readonly tokensPerSecond?: number;
    }
  | { readonly kind: 'grad-norm'; readonly rank: number; readonly norm: number; readonly step: number }
  /** What the callback of our entry script measures and the engine does not print. */
  | ({ readonly kind: 'own-step'; readonly step: number } & OwnMeasures)
  | { readonly kind: 'throughput'; readonly rank: number; readonly step: number; readonly peakBytes: number }
  | {
      readonly kind: 'unstable-loss';
      readonly rank: number;
      readonly loss: number;
      readonly iteration: number;
    }
  | { readonly kind: 'validation-loss'; readonly loss: number; readonly step: number }
  /** A save waits for the one before it. */
  | { readonly kind: 'waiting-for-save' }
  | { readonly kind: 'save-awaited'; readonly step: number; readonly succeeded: boolean }
  | { readonly kind: 'saving'; readonly step: number }
  | { readonly kind: 'checkpoint-saved'; readonly step: number; readonly path: string }
  | { readonly kind: 'save-failed'; readonly step: number }
  | { readonly kind: 'exporting'; readonly step: number; readonly path: string }
  | { readonly kind: 'exported'; readonly step: number }
  | { readonly kind: 'export-failed'; readonly step: number; readonly reason: string }
  /** The callback of our entry script found the process that writes the checkpoints dead. */
  | { readonly kind: 'saver-dead'; readonly exitcode: string; readonly step: number }
  | { readonly kind: 'stop-seen' }
  | { readonly kind: 'stop-saved'; readonly step: number }
  | { readonly kind: 'stop-unsaved' }
  /** Printed before the last save: not the end. */
  | { readonly kind: 'training-finished' }
  | { readonly kind: 'group-destroyed' };

export type FrameworkKind = FrameworkNotice['kind'];

/** A parser of a line of this engine. */
export type FrameworkParser = NoticeParser<FrameworkNotice>;

/** Parsers by the first word of the message they understand. */
export type FrameworkTable = NoticeTable<FrameworkNotice>;
