/** A symptom: one way in which a run of the engine ends, recognised by what its log says. */
import type { FindingDraft, FindingKind } from '../../../findings/finding.ts';
import type { Outcome } from '../../../findings/outcome.ts';
import type { AnyState } from './state.ts';

/** One symptom, which also is the page that `explain ID` prints; asked of a log's state and of the settings of the run. */
export interface Symptom<S = AnyState, Settings = unknown> extends FindingKind {
  readonly outcome: Outcome;
  /** Texts to remember when they pass outside a traceback; the first sighting is `state.clues[id]`. */
  readonly clue?: RegExp;
  /** The engine only logs it and trains on: a later step does not undo it. */
  readonly lasting?: true;
  /** Every help that a finding of it can have, where it is a row of a table. */
  readonly helps?: readonly string[];
  /** True for symptoms that accompany an outcome and never decide it. */
  readonly aside?: true;
  /** It tells of a stop from outside, and never overrules who asked for it. */
  readonly stop?: true;
  /** False for what names no cause itself and passes on whatever was raised. */
  readonly names?: false;
  /** It concerns no worker: beside a complete run it is a remark. */
  readonly besideSuccess?: true;
  /** A finding if the log shows it; `data.line` names the line it rests on, `data.rank` the rank. */
  matches(state: S, settings: Settings): FindingDraft | undefined;
}
