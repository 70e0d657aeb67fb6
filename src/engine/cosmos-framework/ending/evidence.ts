/** What an ending of cosmos-framework is judged by. */
import type { StopReason } from '../../engine.ts';
import type { EventSummary } from '../../torch/log/script-events.ts';
import type { FrameworkState } from '../log/state.ts';
import type { FrameworkProof } from '../proof/proof.ts';

/** Everything that is known; only the log must be there. */
export interface FrameworkEvidence {
  readonly log: FrameworkState;
  /** Exit code of torchrun; a signal is its negative number; `null` if nobody saw it end. */
  readonly engineExit?: number | null;
  readonly events?: EventSummary;
  /** The step at which training ends: `trainer.max_iter`. */
  readonly planned?: number;
  /** What the run was to leave. */
  readonly expects?: { readonly checkpoint: boolean; readonly export: boolean };
  /** The checkpoint that the run was to go on from. */
  readonly resumes?: string;
  readonly proof?: FrameworkProof;
  readonly stop?: { readonly requested: StopReason };
  readonly signalledAfter?: number;
  readonly stalled?: { readonly phase: string; readonly seconds: number };
  readonly diverged?: { readonly step: number; readonly what: 'loss' | 'gradient' };
}
