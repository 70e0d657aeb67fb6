/** Where a run is executed: started, found again by its handle, signalled, waited for. */
import type { EngineExit, RunProcess, Whereabouts } from '../engine/engine.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import type { ProcessName } from './process-name.ts';

/** What a record keeps of a started run: enough for any other cookbook-run to find it again. */
export interface Where {
  readonly executor: string;
  /** The run's id, with which every process of it is tagged. */
  readonly run: string;
  /** Host at which the engine's ports are reached. */
  readonly address: string;
  /** The launcher. */
  readonly process?: ProcessName;
}

/** Processes of the run that no tag tells, because they hide their environment; the engine's adapter knows them. */
export interface Strays {
  is(command: string): boolean;
  /** Whether it says itself, asked over its port, that it is somebody else's. */
  disowned(command: string): Promise<boolean>;
  /** When the run last gave a sign of life, in milliseconds since 1970: what started later is somebody else's. */
  lastSign(): number | undefined;
}

/** A started run. It outlives the program that started it: `where` is plain data, and `attach` makes a handle of it again. */
export interface Handle extends Whereabouts {
  readonly where: Where;
  /** What of the run still lives, proved to be its own; empty once nothing does. */
  alive(strays?: Strays): Promise<readonly RunProcess[]>;
  /** Signals everything that `alive` would list. */
  signal(signal: NodeJS.Signals, strays?: Strays): Promise<void>;
  /** How the launcher ended; `undefined` where it is not ours to wait for. */
  wait(): Promise<EngineExit> | undefined;
}

/** What a start needs beside the plan. */
export interface StartOptions {
  /** File that takes the engine's output. */
  readonly log: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Runs launch plans on one kind of place. */
export interface Executor {
  readonly name: string;
  /** Throws what the operating system said if nothing could be started. */
  start(plan: LaunchPlan, options: StartOptions): Promise<Handle>;
  attach(where: Where): Handle;
}
