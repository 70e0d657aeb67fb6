/** What a log of cosmos-rl has told so far. */
import { newTorchState, type TorchState } from '../../torch/log/state.ts';
import type { Notice, Phase } from './line-event.ts';

/** The end of one child of the launcher. */
interface ProcessEnd {
  readonly id: number;
  readonly rc: number;
  readonly line: number;
  readonly role: 'policy' | 'controller';
}

/** Everything that was read from a log; all numbers are those of the log. */
export interface LogState extends TorchState<Notice> {
  readonly phase: Phase;
  readonly processes: readonly ProcessEnd[];
  readonly replicas: Readonly<
    Record<string, { readonly count: number; readonly gpus: number; readonly line: number }>
  >;
  readonly tempFiles: readonly string[];
  readonly policyPids: readonly number[];
  /** Highest attempt at one sample, and how many there may be. */
  readonly retries: { readonly worst: number; readonly of: number };
  /** Step of the newest checkpoint line, and the ranks that printed it. */
  readonly saved?: { readonly step: number; readonly ranks: readonly number[] };
  readonly destroyed: readonly number[];
  readonly firstNotFinite?: { readonly step: number; readonly loss: number; readonly line: number };
}

/** Nothing read yet. */
export const newLogState = (): LogState => ({
  ...newTorchState(),
  phase: 'starting',
  processes: [],
  replicas: {},
  tempFiles: [],
  policyPids: [],
  retries: { worst: 0, of: 0 },
  destroyed: [],
});
