/** Whether a text is a run's log, or a part that somebody pasted. */
import type { TorchNotice } from './notice.ts';
import type { AnyState } from './state.ts';

// What a part of torch's failure block or a lone traceback is made of; anything else is a line of a run.
const IN_ANY_PASTE: ReadonlySet<string> = new Set<TorchNotice['kind']>([
  'traceback',
  'child-failed',
  'elastic-failed',
  'root-cause',
  'failed-rank',
  'failed-exitcode',
  'watchdog',
]);

/** Whether no line of a run of the engine was seen, only what people paste: a message, a traceback, a failure block. */
export const isFragment = (state: Pick<AnyState, 'seen'>): boolean => {
  for (const kind in state.seen) if (!IN_ANY_PASTE.has(kind)) return false;
  return true;
};
