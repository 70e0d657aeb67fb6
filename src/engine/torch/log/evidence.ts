/** Questions that symptoms ask of a log: which exception came first, who was killed, was a stop asked for. */
import type { FindingDraft } from '../../../findings/finding.ts';
import { definiteFailure } from './failure.ts';
import { isFragment } from './fragment.ts';
import type { TorchNotice } from './notice.ts';
import type { AnyState, SeenKinds } from './state.ts';
import type { Raised, Sighting } from './traceback.ts';

/** A line that a symptom rests on, with what its pattern found there. */
export interface MatchedLine extends Sighting {
  readonly match: RegExpExecArray;
}

/** Finds its text: a regular expression, or several conditions as one. */
export interface Pattern {
  exec(text: string): RegExpExecArray | null;
}

/** A stop from outside that did not wait for a step: Ctrl-C or a signal to the process group. */
interface HardStop extends Sighting {
  readonly signal: number;
}

// What the other ranks say when one has left: never the cause …
const AFTERMATH =
  /DistBackendError|DistNetworkError|DistStoreError|NCCL communicator was aborted|ncclRemoteError|[Cc]onnection (?:was )?(?:closed|reset) by peer|checkpoint failed on another rank|Broken pipe|connection to the C10d store has failed|TCPStore|store->get|All policy replicas departed|Unregister failed/;
// … unless NCCL or the rendezvous says what this rank itself lacks.
const OWN_FAULT =
  /no socket interface|shared memory|\/dev\/shm|No space left|Cuda failure|Duplicate GPU|nhandled cuda error|ibv_|timed out (?:after \d+ ?ms )?while trying to connect|failed to connect to any network address|cannot be retrieved|waiting for clients|No route to host|EADDRINUSE|already in use/;
// Python readers that are tried after the first one failed: they hide what the first one said.
const FALLBACK = /module 'torchvision\.io' has no attribute 'read_video'|torchvision\.io\.read_video/;
// Exceptions that only pass on another one.
const WRAPS =
  /^(?:\w+\.)*\w+: (?:Model export failed|Checkpoint\/export finalization failed|Failed to load or parse config file|Async checkpoint save\/upload failed)/;
const STOPS: ReadonlySet<string> = new Set([
  'KeyboardInterrupt',
  'SignalException',
  'CancelledError',
  'SystemExit',
]);

/** The earliest hard stop: torch's agent says which signal it got, Python says KeyboardInterrupt. */
export function hardStop(state: AnyState): HardStop | undefined {
  const agent = (state.seen as SeenKinds<TorchNotice>)['agent-signal']?.first;
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
function lastProgressLine(state: AnyState): number {
  const { step, 'checkpoint-saved': saved, 'validation-loss': validated } = state.seen;
  return Math.max(step?.last.line ?? 0, saved?.last.line ?? 0, validated?.last.line ?? 0);
}

const wholeText = (one: Raised) => [one.text, ...one.detail].join('\n');

/** Where the chain of the failure begins in a list of one rank's exceptions: what torch's exception hook printed ended it. */
function fatalChain(list: readonly Raised[]): number | undefined {
  const hooked = list.find((one) => one.final);
  if (hooked === undefined) return list[0]?.chain;
  const last = list.findLast((one) => one.chain === hooked.chain);
  // The worker logs its exception, then raises it: the first print is the place.
  return list.find((one) => one.text === last?.text)?.chain ?? hooked.chain;
}

/**
 * Exceptions that can be the cause, the likeliest first: those of the rank that torch saw fail first, its fatal chain
 * from the last one (which says why) to the first (with which it began), then what else was raised; no wrappers, and
 * no aftermath or fall-back if anything better is there.
 */
export function exceptions(state: AnyState): readonly Raised[] {
  const stop = hardStop(state)?.line ?? Number.POSITIVE_INFINITY;
  const progress = definiteFailure(state) === undefined ? lastProgressLine(state) : 0;
  const own = state.tracebacks.raised.filter(
    (one) => !one.wrapper && !STOPS.has(one.type) && one.line < stop && one.line > progress,
  );
  if (own.length === 0) return own;
  const better = own.filter((one) => {
    const text = wholeText(one);
    return !FALLBACK.test(text) && (!AFTERMATH.test(text) || OWN_FAULT.test(text));
  });
  // The rank that torch saw fail first left without a word, and all that is said is that the others missed it.
  const first = state.elastic.root?.rank;
  if (better.length === 0 && first !== undefined && !own.some(({ rank }) => rank === first)) return [];
  const list = better.length > 0 ? better : own;
  const root = state.elastic.root?.localRank;
  const rank = root !== undefined && list.some((one) => one.rank === root) ? root : list[0]?.rank;
  const ofRank = list.filter((one) => one.rank === rank);
  const chain = fatalChain(ofRank);
  const fatal = ofRank.filter((one) => one.chain === chain).reverse();
  return [...fatal, ...list.filter((one) => !fatal.includes(one))];
}

/** The chain of the cause, from its last exception to its first. */
export function causeChain(state: AnyState): readonly Raised[] {
  const list = exceptions(state);
  return list.filter((one) => one.chain === list[0]?.chain);
}

/** The exception to name: the last one of its chain that says more than that another one was raised. */
export function rootException(state: AnyState): Raised | undefined {
  const chain = causeChain(state);
  return chain.find((one) => !WRAPS.test(one.text)) ?? chain[0];
}

/** First exception whose class, message or continuation matches; of a pasted text, the first such line. */
export function raised(state: AnyState, pattern: Pattern): (MatchedLine & Partial<Raised>) | undefined {
  for (const one of exceptions(state)) {
    const match = pattern.exec(wholeText(one));
    if (match !== null) return { ...one, match };
  }
  return inPasted(state, pattern);
}

function inPasted(state: AnyState, pattern: Pattern): MatchedLine | undefined {
  if (!isFragment(state)) return undefined;
  for (const one of state.pasted) {
    const match = pattern.exec(one.text);
    if (match !== null) return { ...one, match };
  }
  return undefined;
}

// One line that somebody copied: `torch.OutOfMemoryError: …`, with or without what stood around it.
const LONE =
  /^(?:E +|> )?((?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Found|Timeout|Unavailable))(?:: .*|)$/;

/** An exception that stands alone in a pasted text, without its traceback. */
export function loneException(state: AnyState): (Sighting & { readonly type: string }) | undefined {
  if (!isFragment(state) || exceptions(state).length > 0) return undefined;
  for (const one of state.pasted) {
    const type = LONE.exec(one.text)?.[1];
    if (type !== undefined && !type.endsWith('ChildFailedError'))
      return { ...one, type: type.slice(type.lastIndexOf('.') + 1) };
  }
  return undefined;
}

/** The remembered clue of a symptom, or an exception with the same text, whichever comes first. */
export function sighted(
  state: AnyState,
  id: string,
  pattern: Pattern,
): (MatchedLine & Partial<Raised>) | undefined {
  const clue = state.clues[id];
  const match = clue === undefined ? null : pattern.exec(clue.text);
  const exception = raised(state, pattern);
  if (clue === undefined || match === null) return exception;
  if (exception !== undefined && exception.line < clue.line) return exception;
  return { ...clue, match };
}

/** Whether something died: a process said so, an exception was the last word, or the text is a pasted part. */
export function failed(state: AnyState): boolean {
  return definiteFailure(state) !== undefined || exceptions(state).length > 0 || isFragment(state);
}

/** What the supervisor tells at the first proof of a failure: the cause if the log holds one, else the proof itself. */
export function failureSeen(state: AnyState): { readonly line: number; readonly reason: string } | undefined {
  const proof = definiteFailure(state);
  const cause = proof === undefined ? undefined : rootException(state);
  return cause === undefined ? proof : { line: cause.line, reason: cause.text.trim() };
}

/** The rank to name: torch's root cause, else the rank of the first exception. */
export function failingRank(state: AnyState): number | undefined {
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
    readonly remedy?: FindingDraft['remedy'];
  },
  data: Readonly<Record<string, unknown>> = {},
): FindingDraft {
  const rank = found.rank === undefined ? {} : { rank: found.rank };
  return {
    subject: words.subject ?? (found.rank === undefined ? 'log' : `rank ${found.rank}`),
    message: sentence(words.message),
    ...(words.because === undefined ? {} : { because: words.because }),
    ...(words.help === undefined ? {} : { help: words.help }),
    ...(words.remedy === undefined ? {} : { remedy: words.remedy }),
    data: { line: found.line, ...rank, text: found.text.trim().slice(0, 500), ...data },
  };
}

/** Shortens a quoted text for a message of one sentence. */
export function brief(text: string, most = 160): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}
