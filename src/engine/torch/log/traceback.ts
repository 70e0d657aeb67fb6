/** Follows Python tracebacks per rank, line by line, and keeps each exception with its place and its chain. */
import type { LogLine } from './lines.ts';

/** A line worth remembering. */
export interface Sighting {
  readonly line: number;
  readonly rank?: number;
  readonly text: string;
}

/** One exception at the end of a traceback. */
export interface Raised extends Sighting {
  /** Class name without its module. */
  readonly type: string;
  readonly message: string;
  /** The lines of a message that has several. */
  readonly detail: readonly string[];
  /** The innermost frame, as `file:line in function`. */
  readonly where?: string;
  /** Exceptions of one chain ("During handling …", "The above exception …") have one number; the last one says why. */
  readonly chain: number;
  /** True for DataLoader's `Caught X in DataLoader worker process N`: the exception it wraps follows. */
  readonly wrapper: boolean;
  /** True if torch's exception hook printed it (a second `[rankN]:`): then the process ended with it. */
  readonly final: boolean;
}

interface Source {
  /** A traceback is being printed; the innermost frame so far. */
  open?: { where?: string; final: boolean } | undefined;
  /** Lines taken of a message that may still go on. */
  continuing?: number | undefined;
  /** The next traceback belongs to the chain of the last one. */
  linked: boolean;
  kept: number;
  last?: { -readonly [K in keyof Raised]: Raised[K] } & { detail: string[] };
}

/** What is being followed, changed in place: logs of gigabytes are read like this. Keys are ranks, `-1` for all others. */
export interface Tracebacks {
  raised: Raised[];
  readonly sources: Map<number, Source>;
  chains: number;
}

/** Nothing seen yet. */
export const noTracebacks = (): Tracebacks => ({ raised: [], sources: new Map(), chains: 0 });

const PER_SOURCE = 12;
const DETAIL_LINES = 16;
const LONGEST_MESSAGE = 2000;
// Lower-case names exist too: struct.error, socket.timeout, socket.gaierror.
const EXCEPTION = /^((?:[A-Za-z_]\w*\.)*)([A-Z]\w*|\w*error|timeout)(?:: ?(.*))?$/s;
const FRAME = /^\s*File "([^"]+)", line (\d+)(?:, in (.+))?/;
const LINK = /^(?:During handling of the above exception|The above exception was the direct cause)/;
const HEAD = /^(?:Original )?Traceback \(most recent call last\)/;
// Glog, uvicorn, the shell and the launcher print between a traceback and whatever comes next.
const NOT_MESSAGE = /^(?:[EWIF]\d{4} |INFO: |\[Cosmos|=====|\S+: line \d+: )/;

function sourceOf(state: Tracebacks, key: number): Source {
  let source = state.sources.get(key);
  if (source === undefined) {
    source = { linked: false, kept: 0 };
    state.sources.set(key, source);
  }
  return source;
}

function raise(state: Tracebacks, source: Source, line: LogLine, match: RegExpExecArray): Raised | undefined {
  const open = source.open;
  source.open = undefined;
  const type = match[2] ?? '';
  // torchrun's own exception says only that a worker failed; the failure block below it is read as notices.
  if (type === 'ChildFailedError' || source.kept >= PER_SOURCE) {
    source.linked = false;
    return undefined;
  }
  if (!source.linked || source.last === undefined) state.chains += 1;
  source.linked = false;
  const message = (match[3] ?? '').slice(0, LONGEST_MESSAGE);
  const raised = {
    line: line.number,
    ...(line.rank === undefined ? {} : { rank: line.rank }),
    text: line.text.slice(0, LONGEST_MESSAGE),
    type,
    message,
    detail: [],
    ...(open?.where === undefined ? {} : { where: open.where }),
    chain: state.chains,
    wrapper: /^Caught \w+ in (?:DataLoader worker|pin memory thread|replica)/.test(message),
    final: open?.final === true,
  };
  state.raised.push(raised);
  source.kept += 1;
  source.last = raised;
  source.continuing = 0;
  return raised;
}

/** Adds a continuation line to the message of the last exception of this source. */
function extend(source: Source, line: LogLine, ownLogger: OwnLogger): boolean {
  const { last, continuing = DETAIL_LINES } = source;
  const blank = line.text.trim() === '';
  // Some messages begin on the next line ("ImportError: ", transformers).
  const ends = (blank && (continuing > 0 || last?.message !== '')) || continuing >= DETAIL_LINES;
  if (ends || last === undefined || NOT_MESSAGE.test(line.text) || ownLogger(line.text)) {
    source.continuing = undefined;
    return false;
  }
  if (!blank) last.detail.push(line.text.slice(0, 300));
  source.continuing = continuing + 1;
  return true;
}

/** Whether the engine's logger wrote a text: then it belongs to no traceback. */
type OwnLogger = (text: string) => boolean;

/** What a line is to a traceback: a frame or quoted source, the exception, a line of its message, or nothing to it. */
type TracebackPart = 'quoted' | 'raised' | 'message' | undefined;

/** Follows one more line. */
export function followTraceback(state: Tracebacks, line: LogLine, ownLogger: OwnLogger): TracebackPart {
  const text = line.text;
  const key = line.rank ?? -1;
  const source = state.sources.get(key);
  const idle = source === undefined || (source.open === undefined && source.continuing === undefined);
  // Most lines belong to no traceback: nothing but these beginnings can start one.
  if (idle && !MAY_BEGIN.test(text)) return undefined;
  const trimmed = text.trimStart();
  if (HEAD.test(trimmed)) {
    const begun = sourceOf(state, key);
    begun.open = { final: line.hooked === true };
    begun.continuing = undefined;
    return 'quoted';
  }
  if (LINK.test(trimmed)) {
    const linked = sourceOf(state, key);
    linked.linked = true;
    linked.continuing = undefined;
    return 'quoted';
  }
  const frame = FRAME.exec(text);
  if (source?.open === undefined) {
    // A traceback whose first lines were not pasted begins with a frame.
    if (frame?.[3] !== undefined && source?.continuing === undefined) {
      sourceOf(state, key).open = { where: place(frame), final: line.hooked === true };
      return 'quoted';
    }
    return source?.continuing !== undefined && extend(source, line, ownLogger) ? 'message' : undefined;
  }
  if (frame !== null) {
    source.open.where = place(frame);
    return 'quoted';
  }
  if (/^\s/.test(text)) return 'quoted';
  if (text === '' || ownLogger(text)) return undefined;
  const match = EXCEPTION.exec(text);
  if (match === null) return undefined;
  return raise(state, source, line, match) === undefined ? undefined : 'raised';
}

const MAY_BEGIN = /^\s*(?:File "|Traceback |Original |During h|The abov)/;

const place = (frame: RegExpExecArray) =>
  `${frame[1]}:${frame[2]}${frame[3] === undefined ? '' : ` in ${frame[3]}`}`;

/** Forgets the exceptions of a source that went on working after them. */
export function survived(state: Tracebacks, rank: number | undefined): void {
  const key = rank ?? -1;
  const source = state.sources.get(key);
  if (source === undefined || source.kept === 0) return;
  source.kept = 0;
  state.raised = state.raised.filter((one) => (one.rank ?? -1) !== key);
}
