/** The launch plan: exactly what would be executed, as JSON. No secret is ever in it. */

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
}

/** One launch of the engine. */
export interface LaunchPlan {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly preset: string;
  readonly engine: string;
  /** Program and arguments; the first is looked up on PATH. */
  readonly argv: readonly string[];
  /** The folder in which the engine runs; relative paths of the config are resolved here. */
  readonly cwd: string;
  /** Variables added to the inherited environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The exact bytes of config.toml. */
  readonly config: string;
  /** GPUs the launcher will start workers on. */
  readonly gpus: number;
  /** Ranks that write a checkpoint: world size of a replica over dp_replicate_size (utils/checkpoint.py, 0.4.7). */
  readonly savingRanks: number;
  /** Optimizer steps, where the number of samples is known. */
  readonly plannedSteps?: number;
  /** Absolute run folder of the engine: holds checkpoints/ and safetensors/. */
  readonly outputDir: string;
  /** The controller port asked for (`--port`) and the redis port (`redis`). */
  readonly ports: { readonly controller: number; readonly redis: number };
  /** Whether a checkpoint and an export are to be expected at the end. */
  readonly expects: { readonly checkpoint: boolean; readonly export: boolean; readonly lora: boolean };
  readonly stop: StopPolicy;
}
