/** How a run can end, and the exit code of each ending. */
import { ExitCode } from './exit-code.ts';

/** Every outcome, with the exit code that cookbook-run returns for it. */
export const OUTCOMES = {
  succeeded: ExitCode.ok,
  unverified: ExitCode.unverified,
  failed: ExitCode.failed,
  data: ExitCode.data,
  'missing-input': ExitCode.input,
  config: ExitCode.config,
  host: ExitCode.host,
  disk: ExitCode.disk,
  'out-of-gpu-memory': ExitCode.outOfGpuMemory,
  stalled: ExitCode.stalled,
  'loss-not-finite': ExitCode.lossNotFinite,
  interrupted: ExitCode.interrupted,
  terminated: ExitCode.terminated,
  retryable: ExitCode.retry,
  /** Not an ending: the log stops in the middle of training. */
  running: ExitCode.ok,
  /** Not an ending: the job of a cluster waits for its turn. */
  pending: ExitCode.ok,
  /** The record says running, the process is gone. */
  abandoned: ExitCode.unverified,
} as const satisfies Record<string, ExitCode>;

export type Outcome = keyof typeof OUTCOMES;

/** The outcome word of a launch that was refused with this exit code. */
export function outcomeOf(code: number): Outcome {
  const found = (Object.keys(OUTCOMES) as Outcome[]).find((outcome) => OUTCOMES[outcome] === code);
  return found ?? (code === ExitCode.token ? 'missing-input' : 'failed');
}

const NO_FAILURE: ReadonlySet<Outcome> = new Set([
  'succeeded',
  'unverified',
  'running',
  'pending',
  'abandoned',
  'interrupted',
  'terminated',
]);

/**
 * Whether a rank or a node can be named that failed: not where the run ended well, was ended from outside, or nothing tells how it
 * ended. A run that may be tried again failed on a rank where its network did, and on none where a deadline stopped it.
 */
export const failedSomewhere = (outcome: Outcome, stopped: boolean): boolean =>
  !NO_FAILURE.has(outcome) && !(outcome === 'retryable' && stopped);

/** Steps done and planned; `undefined` where nothing told. */
export interface StepCount {
  readonly last?: number;
  readonly planned?: number;
}
