/** Where a run is executed: started, found again by its handle, signalled, waited for. */
import type { EngineExit, RunProcess, StopReason, Whereabouts } from '../engine/engine.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import type { ProcessName } from './process-name.ts';
import type { Job } from './slurm/queue.ts';

/** What a record keeps of a started run: enough for any other cookbook-run to find it again. */
export interface HandleAddress {
  readonly executor: string;
  /** The run's id, with which every process of it is tagged. */
  readonly run: string;
  /** Host at which the engine's ports are reached. */
  readonly address: string;
  /** The launcher. */
  readonly process?: ProcessName;
  /** The job of a cluster, and the nodes of its present part, the first of which watches over it. */
  readonly job?: Job;
  readonly nodes?: readonly string[];
}

/** How a program of the run ended on a node. */
export interface NodeEnd {
  readonly node: string;
  readonly role: string;
  readonly code: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The node itself is gone. */
  readonly lost?: boolean;
  /** Its program was never started there. */
  readonly unstarted?: boolean;
  /** What the scheduler said of it. */
  readonly said?: string;
}

/** Bytes of a log that come without a file. */
export interface LogOutput {
  /** Hands over `most` bytes or a little more; returns how many are left. */
  read(take: (bytes: Buffer) => void, most?: number): number;
  close(): void;
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
  readonly where: HandleAddress;
  /** What of the run still lives, proved to be its own; empty once nothing does. */
  alive(strays?: Strays): Promise<readonly RunProcess[]>;
  /** Signals everything that `alive` would list. */
  signal(signal: NodeJS.Signals, strays?: Strays): Promise<void>;
  /** How the launcher ended; `undefined` where it is not ours to wait for. */
  wait(): Promise<EngineExit> | undefined;
  /** Bad ends on nodes, the first one first; what was stopped by us is not among them. */
  readonly ends?: readonly NodeEnd[];
  /** The log while it comes, where it is not read from its file. */
  readonly output?: LogOutput;
  /** The node that wrote a line of the log. */
  nodeOf?(line: number): string | undefined;
  /** Of a run of which nothing lives: what whoever runs the place says of its end, and whether that was a stop. */
  fate?(): { readonly words: string; readonly stop?: StopReason };
  /** What a stop from outside really was, where whoever runs the place can say. */
  meaning?(requested: StopReason): StopReason;
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
  attach(where: HandleAddress): Handle;
}
