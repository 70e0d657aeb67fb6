/** What a run tells whoever watches it; the caller decides how it is shown. */
import type { Report } from '../findings/finding.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import type { Live } from './metrics/keep.ts';

/** Progress as it can be shown. */
export interface Progress extends Partial<Live> {
  readonly phase: string;
  readonly step?: number;
  readonly planned?: number;
  readonly loss?: number;
  readonly gradNorm?: number;
  readonly lr?: number;
  readonly secondsPerStep?: number;
  readonly etaSeconds?: number;
}

/** Hears of a run until `stop`. */
export interface RunReporter {
  /** The run's folder is written; the engine is started next. */
  staged(plan: LaunchPlan, folder: string, report: Report, gpus: readonly number[]): void;
  update(progress: Progress): void;
  note(text: string): void;
  stop(): void;
}
