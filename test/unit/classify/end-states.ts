/** States of a log as values: what it told by kind, a good end, and files that were looked at. */
import { type LogState, newLogState } from '../../../src/engine/cosmos-rl/log/state.ts';
import type { Proof } from '../../../src/engine/cosmos-rl/proof/index.ts';

/** Notices by kind; the line is 10 where none is given. */
export const seen = (notices: Readonly<Record<string, object>>): LogState['seen'] =>
  Object.fromEntries(
    Object.entries(notices).map(([kind, notice]) => {
      const one = { line: 10, ...notice, notice: { kind, ...notice } };
      return [kind, { first: one, last: one }];
    }),
  ) as never;
/** A log that told this. */
export const log = (
  notices: Readonly<Record<string, object>> = {},
  more: Partial<LogState> = {},
): LogState => ({
  ...newLogState(),
  seen: seen(notices),
  ...more,
});
export const STEP = { step: 8, total: 8, lr: {} };
export const SAVED = { step: 8, ranks: [0] };
const EXPORTED = { step: 8 };
/** A log that shows a good end of one worker. */
export const good = (notices: Readonly<Record<string, object>> = {}, more: Partial<LogState> = {}) =>
  log({ step: STEP, exported: EXPORTED, ...notices }, { ranks: [0], saved: SAVED, destroyed: [0], ...more });

/** Files of the last step, whole unless it is said. */
export function proof(more: { checkpoint?: object; export?: object; step?: number } = {}): Proof {
  return {
    step: more.step ?? 8,
    leftovers: [],
    checkpoint: {
      path: '/c',
      present: true,
      complete: true,
      provable: true,
      whole: true,
      ranks: [0],
      problems: [],
      ...more.checkpoint,
    },
    export: { path: '/e', present: true, complete: true, tensors: 1, bytes: 2, problems: [], ...more.export },
  };
}
