/** Whether a text is a run's log, or a part that somebody pasted. */
import type { NoticeKind } from './line-event.ts';
import type { LogState } from './state.ts';

// What a part of torchrun's failure block or a lone traceback is made of; anything else is a line of a run.
const IN_ANY_PASTE: ReadonlySet<NoticeKind> = new Set<NoticeKind>([
  'traceback',
  'child-failed',
  'elastic-failed',
  'root-cause',
  'failed-rank',
  'failed-exitcode',
  'watchdog',
]);

/** Whether no line of a run of the engine was seen, only what people paste: a message, a traceback, a failure block. */
export const isFragment = (state: LogState): boolean => {
  for (const kind in state.seen) if (!IN_ANY_PASTE.has(kind as NoticeKind)) return false;
  return true;
};
