/** What an engine is asked about its versions, its runs and its weights; with adapter.ts the seam to what trains. */
import type { TomlTable } from '../config/value.ts';
import type { ExitCode } from '../findings/exit-code.ts';
import type { Finding } from '../findings/finding.ts';
import type { Outcome, StepCount } from '../findings/outcome.ts';
import type { RunEvent, RunView } from './events.ts';

/** One version of an engine, as asked for or found. */
export interface Engine {
  /** The engine's own name, as in `--engine NAME@VERSION`. */
  readonly name: string;
  readonly version: string;
  /** The known version whose schema, rules and facts stand for it. */
  readonly known: string;
  /** True if `known` is that very version. */
  readonly exact: boolean;
  /** Where `known` only stands in: one sentence that every answer about this version says. */
  readonly standIn?: string;
  /** Whether this version has a capability of the adapter's table (`since.ts`); false for a name that is not in it. */
  has(capability: string): boolean;
}

/** How the launcher of an engine ended: exit code, or the signal that ended it. */
export interface EngineExit {
  readonly code?: number;
  readonly signal?: string;
}

/** What an adapter must know of a launch, a part of the launch plan. */
export interface Launched {
  readonly id: string;
  readonly engine: string;
  readonly outputDir: string;
  /** The exact bytes of the config that the engine was given. */
  readonly config: string;
  readonly plannedSteps?: number;
  /** Ranks that write a checkpoint. */
  readonly savingRanks: number;
  readonly ports: Readonly<Record<string, number>>;
  readonly expects: { readonly checkpoint: boolean; readonly export: boolean; readonly lora: boolean };
}

/** One process of a run. */
export interface RunProcess {
  readonly pid: number;
  readonly command: string;
  /** True for the training workers. */
  readonly worker: boolean;
}

/** What an adapter may do where the run is: the executor's side of a stop. */
export interface Whereabouts {
  /** The host that the engine's ports are reached at. */
  readonly address: string;
  /** Signals the training workers; returns how many there were. */
  signalWorkers(signal: NodeJS.Signals, isWorker: (process: RunProcess) => boolean): Promise<number>;
}

/** How a checkpoint was asked for: a word for the record, or `none` where nobody could be asked. */
export type GracefulWay = string;

/** Why a run was stopped by cookbook-run; the request, not the engine's answer, decides outcome and exit code. */
export type StopReason = 'SIGINT' | 'SIGTERM' | 'SIGUSR1' | 'deadline';

/** How supervision ended, as the ending is judged by. */
export interface Observed {
  /** The engine's exit as one number, a signal negative; `null` where it was killed or nobody saw it end. */
  readonly engineExit: number | null;
  readonly stop?: { readonly requested: StopReason };
  readonly stalled?: { readonly phase: string; readonly seconds: number };
  /** The run was ended since from this step on the loss or gradient was not finite. */
  readonly diverged?: { readonly step: number; readonly what: 'loss' | 'gradient' };
  /** Lines of the log when the first signal was sent. */
  readonly signalledAfter?: number;
}

/** Lines of the log around the cause. */
interface EndingWindow {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly { readonly number: number; readonly text: string; readonly rank?: number }[];
}

/** One part of a good end: shown, or what is missing of it. */
export interface ProofLine {
  readonly name: string;
  readonly ok: boolean;
  readonly why?: string;
}

/** What a server or `transformers` loads: the whole model, or an adapter to its base. */
export interface Product {
  readonly path: string;
  readonly kind: 'whole' | 'adapter';
  readonly bytes?: number;
  readonly dtype?: string;
}

/** How a run ended, and what shows it. */
export interface Ending {
  readonly outcome: Outcome;
  readonly exitCode: ExitCode;
  readonly step: StepCount;
  /** The rank that failed first. */
  readonly rank?: number;
  /** The cause first. */
  readonly findings: readonly Finding[];
  readonly window?: EndingWindow;
  /** The parts of a good end, where a step was made. */
  readonly proofs?: readonly ProofLine[];
  /** The whole model or adapter that lies there, proved by its headers. */
  readonly model?: Product;
  /** Where training can go on from, proved by its markers. */
  readonly checkpoint?: { readonly path: string; readonly step: number; readonly bytes?: number };
}

/** Reads a running engine: bytes of its log and of the entry script's events go in, events and a view come out. */
export interface Follower {
  log(bytes: Buffer): void;
  events(bytes: Buffer): void;
  /** An unfinished last line counts from now on. */
  finish(): void;
  readonly view: RunView;
  /** Temporary files that the launcher says it made and leaves behind. */
  readonly leftovers: readonly string[];
  /** Judges the end from everything that was read and from the files of the run. */
  conclude(launched: Launched, observed: Observed): Ending;
}

/** One line of a log as a person reads it, and the rank that wrote it, where one did. */
export interface LogText {
  readonly number: number;
  readonly rank?: number;
  readonly text: string;
}

/** What is known of a run beside its log, where only the log is there. */
export interface Known {
  readonly engineExit?: number;
  readonly config?: TomlTable;
  /** The text of the entry script's events. */
  readonly events?: string;
}

/** A log that is read after the run: its lines go in, what it came to comes out. */
export interface LogReading {
  observe(line: LogText): void;
  /** The wall clock that a line carries, in milliseconds since 1970. */
  stampOf(line: string): number | undefined;
  judge(known: Known): Ending;
}

/** Where an engine writes logs by itself, told by names. */
export interface LogPlaces {
  /** Folders with the logs of one run each, below the one that was named for them; the newest comes last. */
  readonly folders: RegExp;
  /** The files that begin a run. */
  readonly first: RegExp;
}

/** The logs of an engine, to those who have nothing else of a run. */
export interface LogKind {
  /** Whether a log that begins so is surely one of them. */
  recognises(beginning: string): boolean;
  /** Absent where its logs are only what it prints. */
  readonly places?: LogPlaces;
  read(): LogReading;
}

/** A checkpoint of a run that goes on, and why it stays; without `kept` it may go. */
export interface RetainedCheckpoint {
  readonly step: number;
  readonly path: string;
  readonly kept?: string;
}

/** The sides of an engine that a running or ended run needs. */
export interface Runtime {
  /** Begins to read; `emit` hears every event once. */
  follow(emit?: (event: RunEvent) => void): Follower;
  /** Splits the bytes of a log into lines; `end` where the file ends. */
  readLines(emit: (line: LogText) => void): { push(bytes: Buffer): void; end(): void };
  /** Asks the engine to save and end; resolves with the way that was taken. Never throws. */
  askForCheckpoint(
    launched: Launched,
    view: RunView,
    where: Whereabouts,
    reason: string,
  ): Promise<GracefulWay>;
  /** Why `askForCheckpoint` would find nothing to save, if it would. */
  nothingToSave(view: RunView): string | undefined;
  /** True for a process that this run's engine starts and that hides its environment, so that no tag tells. */
  isStray(command: string, launched: Launched, view: RunView): boolean;
  /** Whether such a process says itself, asked over its port, that it is another's. Never throws; silence is no answer. */
  disowned(command: string, address: string): Promise<boolean>;
  /** What stays of a run's checkpoints where `keep` whole ones are wanted; absent where the engine sees to it itself. */
  retained?(launched: Launched, keep: number, openPaths: readonly string[]): readonly RetainedCheckpoint[];
  /** Logs of which nothing runs any more; absent where nobody has written down how they are read. */
  readonly logs?: LogKind;
}

/** Where an engine puts what it makes, below its output folder. */
export interface OutputLayout {
  /** Name of the engine's output folder inside of the folder of a run. */
  readonly below: string;
  /** The folders below the output folder that hold one folder a step; what is in them is the engine's. */
  readonly parents: readonly string[];
  /** Names of folders in `parents` that the engine makes itself, the half-written and the replaced ones too. */
  readonly ours: RegExp;
  /** Steps with a checkpoint, whole or not. */
  steps(outputDir: string): readonly number[];
  /** The folder that a run resumes from. */
  checkpoint(outputDir: string, step: number): string;
  /** The folder that a server loads. */
  export(outputDir: string, step: number): string;
  /** The words for step N's folder in a message. */
  stepName(step: number): string;
}

/** Where an export lies, and why it cannot be served. */
interface ExportCheck {
  readonly path: string;
  readonly problem?: string;
}

/** Reads what a run has made, apart from what the engine said of it. */
export interface Weights {
  /** Why the checkpoint of a step cannot be resumed from; `undefined` if it is proved whole and fits `config` (dotted keys). */
  resumeProblem(
    outputDir: string,
    step: number,
    savingRanks: number,
    config: Readonly<Record<string, unknown>>,
  ): string | undefined;
  /** The export of a step, proved by its own index and headers. */
  exported(outputDir: string, step: number, lora: boolean): ExportCheck;
}
