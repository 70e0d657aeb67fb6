/** What an ending is judged by. */

import type { TomlTable } from '../../../config/value.ts';
import type { StopReason } from '../../engine.ts';
import type { EventSummary } from '../../torch/log/script-events.ts';
import type { LogState } from '../log/state.ts';
import type { Proof } from '../proof/index.ts';

/** Everything that is known; only the log must be there. */
export interface EndingEvidence {
  readonly log: LogState;
  /** Exit code of cosmos-rl; a signal is its negative number; `null` if it had not ended when it was killed. */
  readonly engineExit?: number | null;
  readonly events?: EventSummary;
  /** The config given to the engine. */
  readonly config?: TomlTable;
  /** The engine's version, where it is known. */
  readonly engine?: string;
  /** Steps that were planned before the launch. */
  readonly planned?: number;
  readonly proof?: Proof;
  /** Why cookbook-run itself stopped the run. */
  readonly stop?: { readonly requested: StopReason };
  /** Lines of the log when cookbook-run began to signal what was left: what stands below may follow from that. */
  readonly signalledAfter?: number;
  readonly stalled?: { readonly phase: string; readonly seconds: number };
  /** cookbook-run ended the run, since from this step on the loss or gradient was not finite. */
  readonly diverged?: { readonly step: number; readonly what: 'loss' | 'gradient' };
}
