/** The launch plan: exactly what would be executed, as JSON. No secret is ever in it. */
import type { Launched } from '../engine/engine.ts';
import type { NodeRole, Stage } from '../engine/planning.ts';

/** How long to wait at each turn of a stop, and what counts as a stall; all in seconds. */
export interface StopPolicy {
  /** No sign of progress for this long in a phase ends the run as `stalled`. */
  readonly stall: {
    readonly controllerReady: number;
    readonly firstStep: number;
    readonly step: number;
    readonly finish: number;
  };
  /** From the first definite failure line to the stop of the tree. */
  readonly failureGrace: number;
  /** From a stop request (checkpoint asked for) to SIGTERM. */
  readonly gracefulStop: number;
  /** From SIGTERM to SIGKILL. */
  readonly terminate: number;
  /** Steps in a row without a finite loss or gradient that end the run; without it they are only told. */
  readonly notFinite?: number;
}

/** One launch of the engine. */
export interface LaunchPlan extends Launched {
  readonly schemaVersion: 1;
  readonly preset: string;
  /** The engine's adapter; plans of before there were several name none. */
  readonly engineName?: string;
  /** Program and arguments; the first is looked up on PATH. */
  readonly argv: readonly string[];
  /** The entry script among the arguments. */
  readonly script?: string;
  /** The folder in which the engine runs; relative paths of the config are resolved here. */
  readonly cwd: string;
  /** Variables added to the inherited environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Beginnings of names of variables that are not inherited. */
  readonly withheld?: readonly string[];
  /** GPUs the launcher will start workers on. */
  readonly gpus: number;
  /** What the launch makes first; only what is not there yet. */
  readonly stages?: readonly Stage[];
  /** Nodes of a cluster that share them evenly, and what each runs in place of `argv`; absent for a run of this host. */
  readonly nodes?: number;
  readonly roles?: readonly NodeRole[];
  /** Whole checkpoints that cookbook-run keeps; absent where it removes none. */
  readonly keeps?: number;
  readonly stop: StopPolicy;
}
