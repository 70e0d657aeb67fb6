/** A symptom: one way in which a run of the engine ends, recognised by what its log says. */
import type { FindingDraft, FindingKind } from '../../../findings/finding.ts';
import type { LogState } from './state.ts';

/** The outcome a symptom stands for: the names of `run/outcome.ts`, which lies above this folder. */
export type SymptomOutcome =
  | 'succeeded'
  | 'unverified'
  | 'failed'
  | 'data'
  | 'missing-input'
  | 'config'
  | 'host'
  | 'disk'
  | 'out-of-gpu-memory'
  | 'stalled'
  | 'loss-not-finite'
  | 'interrupted'
  | 'retryable';

/** One symptom; its file also is the page that `explain ID` prints. */
export interface Symptom extends FindingKind {
  readonly outcome: SymptomOutcome;
  /** Texts to remember when they pass outside a traceback; the first sighting is `state.clues[id]`. */
  readonly clue?: RegExp;
  /** True for symptoms that accompany an outcome and never decide it. */
  readonly aside?: true;
  /** A finding if the log shows it; `data.line` names the line it rests on, `data.rank` the rank. */
  matches(state: LogState): FindingDraft | undefined;
}
