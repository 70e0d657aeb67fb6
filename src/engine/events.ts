/** What any engine does, in words that belong to none: the events that metrics, progress and reports are made of. */

/** How far a run has come; the order is the order in time. An engine may leave out what it does not have. */
export const PHASES = [
  'starting',
  'controller',
  'loading',
  'training',
  'validating',
  'saving',
  'finishing',
  'ended',
] as const;

export type Phase = (typeof PHASES)[number];

const LOADING = PHASES.indexOf('loading');

/** Whether the workers that load the model have not begun. */
export const beforeLoading = (phase: Phase): boolean => PHASES.indexOf(phase) < LOADING;

/** Whether it comes before the first step. */
export const isStartUp = (phase: string): boolean =>
  PHASES.slice(0, LOADING + 1).some((one) => one === phase);

/** One optimizer step and what was measured of it; numbers may be NaN or infinite, as the engine printed them. */
export interface StepMeasures {
  readonly step: number;
  readonly epoch?: number;
  /** Mean over the ranks. */
  readonly loss?: number;
  readonly gradNorm?: number;
  /** By part of the model; `''` where there is one rate. */
  readonly lr?: Readonly<Record<string, number>>;
  /** Seconds of the step, the wait for data in it. */
  readonly seconds?: number;
  /** Seconds of the step until its batch was there. */
  readonly dataWait?: number;
  /** Most bytes that the tensors of one GPU held so far, and that its allocator held. */
  readonly peakMemoryBytes?: number;
  readonly reservedMemoryBytes?: number;
  /** Tokens of all ranks in a second. */
  readonly tokensPerSecond?: number;
}

/** Who told it, and when by his own clock, in milliseconds since 1970: log lines carry the host's wall clock, scripts UTC. */
export interface Told {
  readonly from: 'log' | 'script';
  readonly at?: number;
}

/** One thing that the running engine or the entry script in it said. */
export type RunEvent =
  | ({ readonly kind: 'phase'; readonly phase: Phase } & Told)
  | ({ readonly kind: 'step'; readonly total?: number } & StepMeasures & Told)
  | ({ readonly kind: 'validation'; readonly step?: number; readonly loss: number } & Told)
  | ({ readonly kind: 'saving'; readonly step: number } & Told)
  | ({ readonly kind: 'saved'; readonly step: number; readonly path: string } & Told)
  /** An entry script of ours runs in a worker: what it does not tell is not known better from the log. */
  | { readonly kind: 'script-started' }
  | { readonly kind: 'failed'; readonly line: number; readonly reason: string }
  | { readonly kind: 'ended' };

/** What the running engine has said so far: all that supervising it needs. */
export interface RunView {
  /** Lines of its log. */
  readonly lines: number;
  readonly phase: Phase;
  /** The highest finished step; 0 before the first. */
  readonly step: number;
  /** Steps that the engine itself plans. */
  readonly total?: number;
  readonly loss?: number;
  readonly gradNorm?: number;
  readonly lr?: number;
  /** Of the last step. */
  readonly seconds?: number;
  /** Changes with every sign of progress (a step, a phase, a save, a validation), not with every line. */
  readonly progressKey: string;
  /** The first line that proves that the run cannot end well. */
  readonly failure?: { readonly line: number; readonly reason: string };
  /** The ports it really listens on, by the names of the plan, where it printed them. */
  readonly ports: Readonly<Record<string, number>>;
}

/** Nothing said yet. */
export const NOTHING_SAID: RunView = { lines: 0, phase: 'starting', step: 0, progressKey: '', ports: {} };
