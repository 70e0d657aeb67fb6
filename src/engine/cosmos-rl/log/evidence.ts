/** Questions that symptoms ask of a log: which exception came first, who was killed, was a stop asked for. */
import type { FindingDraft } from '../../../findings/finding.ts';
import { definiteFailure } from './failure.ts';
import type { LogState } from './state.ts';
import type { Raised, Sighting } from './traceback.ts';

/** A line that a symptom rests on, with what its pattern found there. */
export interface Evidence extends Sighting {
  readonly match: RegExpExecArray;
}

/** A stop from outside that did not wait for a step: Ctrl-C or a signal to the process group. */
export interface HardStop extends Sighting {
  readonly signal: number;
}

// What the other ranks say when one has left: never the cause.
const AFTERMATH =
  /DistBackendError|DistNetworkError|NCCL communicator was aborted|ncclRemoteError|[Cc]onnection (?:was )?(?:closed|reset) by peer|checkpoint failed on another rank|Broken pipe|TCPStore|store->get/;
const STOPS: ReadonlySet<string> = new Set([
  'KeyboardInterrupt',
  'SignalException',
  'CancelledError',
  'SystemExit',
]);

/** The earliest hard stop: torch's agent says which signal it got, Python says KeyboardInterrupt. */
export function hardStop(state: LogState): HardStop | undefined {
  const agent = state.seen['agent-signal']?.first;
  const raised = state.tracebacks.raised.find(
    (one) => one.type === 'KeyboardInterrupt' || one.type === 'SignalException',
  );
  const stops: HardStop[] = [];
  if (agent !== undefined) stops.push({ line: agent.line, text: agent.text, signal: agent.notice.signal });
  if (raised !== undefined) {
    const signal = Number(/got signal: (\d+)/.exec(raised.text)?.[1] ?? 2);
    stops.push({ line: raised.line, text: raised.text, signal });
  }
  return stops.sort((a, b) => a.line - b.line)[0];
}

/** Step, save or validation lines are signs of life; the last of them. */
export function lastProgressLine(state: LogState): number {
  const { step, 'checkpoint-saved': saved, 'validation-loss': validated } = state.seen;
  return Math.max(step?.last.line ?? 0, saved?.last.line ?? 0, validated?.last.line ?? 0);
}

/** Exceptions that can be the cause, first ones first: no wrappers, no aftermath if anything better is there. */
export function exceptions(state: LogState): readonly Raised[] {
  const stop = hardStop(state)?.line ?? Number.POSITIVE_INFINITY;
  const progress = definiteFailure(state) === undefined ? lastProgressLine(state) : 0;
  const own = state.tracebacks.raised.filter(
    (one) => !one.wrapper && !STOPS.has(one.type) && one.line < stop && one.line > progress,
  );
  const better = own.filter((one) => !AFTERMATH.test(one.text));
  const list = better.length > 0 ? better : own;
  const root = state.elastic.root?.localRank;
  // torch names the rank that it saw fail first; trust it where that rank said why.
  const preferred = list.filter((one) => one.rank === root);
  return preferred.length > 0 ? [...preferred, ...list.filter((one) => one.rank !== root)] : list;
}

/** The exception that started it all, if the log holds one. */
export function rootException(state: LogState): Raised | undefined {
  const stop = exceptions(state);
  const first = stop[0];
  if (first === undefined) return undefined;
  return stop.find((one) => one.rank === first.rank && !one.chained) ?? first;
}

/** First exception whose class, message or continuation matches. */
export function raised(state: LogState, pattern: RegExp): Evidence | undefined {
  for (const one of exceptions(state)) {
    const match = pattern.exec([one.text, ...one.detail].join('\n'));
    if (match !== null) return { ...one, match };
  }
  return undefined;
}

/** The remembered clue of a symptom, or an exception with the same text, whichever comes first. */
export function sighted(state: LogState, id: string, pattern: RegExp): Evidence | undefined {
  const clue = state.clues[id];
  const match = clue === undefined ? null : pattern.exec(clue.text);
  const exception = raised(state, pattern);
  if (clue === undefined || match === null) return exception;
  if (exception !== undefined && exception.line < clue.line) return exception;
  return { ...clue, match };
}

/** Whether the launcher, torch or the controller has said that something died, or nothing followed the exception. */
export function failed(state: LogState): boolean {
  return definiteFailure(state) !== undefined || exceptions(state).length > 0;
}

/** The rank to name: torch's root cause, else the rank of the first exception. */
export function failingRank(state: LogState): number | undefined {
  const first = exceptions(state)[0];
  const root = state.elastic.root;
  if (root !== undefined && (first?.rank === undefined || first.rank === root.localRank)) return root.rank;
  return first?.rank ?? root?.rank;
}

/** Ends with one full stop, whatever a quoted text ended with. */
const sentence = (text: string) => `${text.trimEnd().replace(/[.:;,\s]+$/, '')}.`;

/** A draft that rests on one line of the log. */
export function restingOn(
  found: Sighting,
  words: {
    readonly subject?: string;
    readonly message: string;
    readonly because?: string;
    readonly help?: string;
  },
  data: Readonly<Record<string, unknown>> = {},
): FindingDraft {
  const rank = found.rank === undefined ? {} : { rank: found.rank };
  return {
    subject: words.subject ?? (found.rank === undefined ? 'log' : `rank ${found.rank}`),
    message: sentence(words.message),
    ...(words.because === undefined ? {} : { because: words.because }),
    ...(words.help === undefined ? {} : { help: words.help }),
    data: { line: found.line, ...rank, text: found.text.trim().slice(0, 500), ...data },
  };
}

/** Shortens a quoted text for a message of one sentence. */
export function brief(text: string, most = 160): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}
