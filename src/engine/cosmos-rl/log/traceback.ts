/** Follows Python tracebacks per rank, line by line, and keeps each exception with its place and its cause. */
import type { LogLine } from './lines.ts';
import { messageOf } from './parse-line.ts';

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
  /** True if it was raised while the one before it was handled: then that one is the cause. */
  readonly chained: boolean;
  /** True for DataLoader's `Caught X in DataLoader worker process N`: the exception it wraps follows. */
  readonly wrapper: boolean;
}

interface Open {
  readonly chained: boolean;
  readonly where?: string;
}

/** What is being followed; keys are ranks, `-1` for launcher, controller and torchrun. */
export interface Tracebacks {
  readonly raised: readonly Raised[];
  readonly open: Readonly<Record<number, Open>>;
  /** Key of the exception whose message may still go on, with the number of lines taken. */
  readonly continuing: Readonly<Record<number, number>>;
  /** Keys whose next traceback is a consequence of the last one. */
  readonly linked: Readonly<Record<number, boolean>>;
}

/** Nothing seen yet. */
export const NO_TRACEBACKS: Tracebacks = { raised: [], open: {}, continuing: {}, linked: {} };

const PER_SOURCE = 12;
const DETAIL_LINES = 6;
const LONGEST_MESSAGE = 2000;
// Lower-case names exist too: struct.error, socket.timeout, socket.gaierror.
const EXCEPTION = /^((?:[A-Za-z_]\w*\.)*)([A-Z]\w*|\w*error|timeout)(?:: ?(.*))?$/s;
const FRAME = /^\s*File "([^"]+)", line (\d+)(?:, in (.+))?/;
const LINK = /^(?:During handling of the above exception|The above exception was the direct cause)/;
const HEAD = /^(?:Original )?Traceback \(most recent call last\)/;

const keyOf = (line: LogLine) => line.rank ?? -1;

function without<T>(record: Readonly<Record<number, T>>, key: number): Readonly<Record<number, T>> {
  if (!(key in record)) return record;
  const { [key]: _, ...rest } = record;
  return rest;
}

function raise(state: Tracebacks, line: LogLine, open: Open, match: RegExpExecArray): Tracebacks {
  const key = keyOf(line);
  const type = match[2] ?? '';
  const rest = { ...state, open: without(state.open, key), linked: without(state.linked, key) };
  // torchrun's own exception says only that a worker failed; the failure block below it is read as notices.
  if (type === 'ChildFailedError') return rest;
  if (state.raised.filter((one) => (one.rank ?? -1) === key).length >= PER_SOURCE) return rest;
  const message = (match[3] ?? '').slice(0, LONGEST_MESSAGE);
  const raised: Raised = {
    line: line.number,
    ...(line.rank === undefined ? {} : { rank: line.rank }),
    text: line.text.slice(0, LONGEST_MESSAGE),
    type,
    message,
    detail: [],
    ...(open.where === undefined ? {} : { where: open.where }),
    chained: open.chained,
    wrapper: /^Caught \w+ in (?:DataLoader worker|pin memory thread|replica)/.test(message),
  };
  return { ...rest, raised: [...state.raised, raised], continuing: { ...state.continuing, [key]: 0 } };
}

/** Adds a continuation line to the message of the last exception of this source. */
function extend(state: Tracebacks, line: LogLine): Tracebacks {
  const key = keyOf(line);
  const taken = state.continuing[key] ?? DETAIL_LINES;
  const at = state.raised.findLastIndex((one) => (one.rank ?? -1) === key);
  const last = state.raised[at];
  const ends = line.text.trim() === '' || messageOf(line.text).level !== undefined || taken >= DETAIL_LINES;
  // Glog, uvicorn, the shell and the launcher print between a traceback and whatever comes next.
  if (
    ends ||
    last === undefined ||
    /^(?:[EWI]\d{4} |INFO: |\[Cosmos|=====|\S+: line \d+: )/.test(line.text)
  ) {
    return { ...state, continuing: without(state.continuing, key) };
  }
  const grown = { ...last, detail: [...last.detail, line.text.slice(0, 300)] };
  return {
    ...state,
    raised: state.raised.with(at, grown),
    continuing: { ...state.continuing, [key]: taken + 1 },
  };
}

/** The state after one more line. */
export function followTraceback(state: Tracebacks, line: LogLine): Tracebacks {
  const key = keyOf(line);
  const text = line.text;
  const trimmed = text.trimStart();
  if (HEAD.test(trimmed)) {
    const open = { ...state.open, [key]: { chained: state.linked[key] === true } };
    return { ...state, open, continuing: without(state.continuing, key), linked: without(state.linked, key) };
  }
  if (LINK.test(trimmed)) {
    const linked = { ...state.linked, [key]: true };
    return { ...state, linked, continuing: without(state.continuing, key) };
  }
  const open = state.open[key];
  if (open === undefined) return key in state.continuing ? extend(state, line) : state;
  const frame = FRAME.exec(text);
  if (frame !== null) {
    const where = `${frame[1]}:${frame[2]}${frame[3] === undefined ? '' : ` in ${frame[3]}`}`;
    return { ...state, open: { ...state.open, [key]: { ...open, where } } };
  }
  if (/^\s/.test(text) || messageOf(text).level !== undefined) return state;
  const match = EXCEPTION.exec(text);
  return match === null ? state : raise(state, line, open, match);
}

/** Forgets the exceptions of a source that went on working after them. */
export function survived(state: Tracebacks, rank: number | undefined): Tracebacks {
  const key = rank ?? -1;
  if (state.raised.every((one) => (one.rank ?? -1) !== key)) return state;
  return { ...state, raised: state.raised.filter((one) => (one.rank ?? -1) !== key) };
}
