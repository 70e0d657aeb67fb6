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

/** One thing that the running engine said; numbers may be NaN or infinite, as the engine printed them. */
export type RunEvent =
  | { readonly kind: 'phase'; readonly phase: Phase }
  | {
      readonly kind: 'step';
      readonly step: number;
      readonly total?: number;
      readonly loss?: number;
      readonly gradNorm?: number;
      /** By part of the model; `''` where there is one rate. */
      readonly lr?: Readonly<Record<string, number>>;
      readonly seconds?: number;
    }
  | { readonly kind: 'validation'; readonly step?: number; readonly loss: number }
  | { readonly kind: 'saving'; readonly step: number }
  | { readonly kind: 'saved'; readonly step: number; readonly path: string }
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
