/** What run.json holds: how a run stands or ended. */
import type { Product, ProofLine } from '../engine/engine.ts';
import type { HandleAddress } from '../executors/executor.ts';
import type { ProcessName } from '../executors/process-name.ts';
import type { Finding } from '../findings/finding.ts';
import type { Outcome, StepCount } from '../findings/outcome.ts';
import type { JobAttempt } from './attempts.ts';

/** One run. */
export interface RunRecord {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly preset: string;
  readonly status: 'running' | 'ended';
  readonly outcome?: Outcome;
  readonly exitCode?: number;
  /** Exit code of the engine itself; a signal is negative. */
  readonly engineExit?: number | null;
  readonly step: StepCount;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly engine: string;
  /** The engine's adapter; records of before there were several name none. */
  readonly engineName?: string;
  /** Where it is executed; records of before there were executors name the launcher only. */
  readonly where?: HandleAddress;
  readonly launcher?: ProcessName;
  /** The cookbook-run that watches it. */
  readonly supervisor: ProcessName;
  readonly findings: readonly Finding[];
  /** A name that the user gave. */
  readonly name?: string;
  /** The run that this one goes on from. */
  readonly resumedFrom?: string;
  /** Indices of the GPUs it was given. */
  readonly gpus?: readonly number[];
  /** The parts of a good end, each shown or missing. */
  readonly proofs?: readonly ProofLine[];
  readonly model?: Product;
  /** Where training can go on from. */
  readonly checkpoint?: { readonly path: string; readonly step: number; readonly bytes?: number };
  /** The attempts at it on a cluster, the present one last. */
  readonly attempts?: readonly JobAttempt[];
  /** Where it failed first, on several nodes. */
  readonly failed?: { readonly node: string; readonly rank?: number };
  /** Processes that could not be stopped. */
  readonly left?: readonly { readonly pid: number; readonly command: string }[];
}
