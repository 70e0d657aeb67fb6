/** What a log of cosmos-framework has told so far. */
import type { Phase, StepMeasures } from '../../events.ts';
import { newTorchState, type TorchState } from '../../torch/log/state.ts';
import type { FrameworkNotice } from './notice.ts';
import type { StepFold } from './steps.ts';

/** Samples that the dataset went on without; ids of so many are kept. */
export interface Skipped {
  readonly ids: ReadonlySet<string>;
  readonly lines: number;
  readonly first: { readonly line: number; readonly text: string };
}

/** Everything that was read from a log; all numbers are those of the log. */
export interface FrameworkState extends TorchState<FrameworkNotice> {
  readonly phase: Phase;
  readonly steps: StepFold;
  /** Steps that became complete with the line that was read last. */
  readonly finished: readonly StepMeasures[];
  /** Samples by split of the dataset. */
  readonly entries: Readonly<Record<string, number>>;
  readonly skipped?: Skipped;
  readonly firstNotFinite?: { readonly step: number; readonly loss: number; readonly line: number };
  /** The step that training began after; absent until it is told. */
  readonly startedAt?: number;
  readonly saved?: { readonly step: number; readonly path: string };
  readonly exported?: number;
}

/** Nothing read yet. */
export const newFrameworkState = (): FrameworkState => ({
  ...newTorchState(),
  phase: 'starting',
  steps: { last: 0 },
  finished: [],
  entries: {},
});
