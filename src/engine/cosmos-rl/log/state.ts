/** What a log has told so far: a fold over its lines that changes one state in place, usable while the run goes on. */
import { type Context, mark, noContext, pass } from './context.ts';
import { FAILURES } from './failure.ts';
import { isFragment } from './fragment.ts';
import type { Notice, NoticeKind, Phase } from './line-event.ts';
import type { LogLine } from './lines.ts';
import { messageOf, parseNotice } from './parse-line.ts';
import { phaseAfter } from './phase.ts';
import { isLasting, sightClue } from './symptoms/index.ts';
import { followTraceback, noTracebacks, type Sighting, survived, type Tracebacks } from './traceback.ts';

type NoticeOf<K extends NoticeKind> = Extract<Notice, { readonly kind: K }>;

/** A notice with the line that gave it. */
export interface Seen<K extends NoticeKind = NoticeKind> {
  readonly line: number;
  readonly rank?: number;
  readonly text: string;
  readonly notice: NoticeOf<K>;
}

/** First and last sighting of one kind of notice. */
export type SeenKinds = { readonly [K in NoticeKind]?: { readonly first: Seen<K>; readonly last: Seen<K> } };

/** The end of one child of the launcher. */
export interface ProcessEnd {
  readonly id: number;
  readonly rc: number;
  readonly line: number;
  readonly role: 'policy' | 'controller';
}

/** The failure that torch's elastic agent observed first. */
export interface RootCause {
  readonly rank: number;
  readonly localRank: number;
  readonly exitcode: number;
  readonly pid: number;
  readonly line: number;
}

/** Everything that was read from a log; all numbers are those of the log. */
export interface LogState {
  /** Physical lines read. */
  readonly lines: number;
  readonly phase: Phase;
  readonly seen: SeenKinds;
  readonly context: Context;
  readonly tracebacks: Tracebacks;
  /** First sighting of each symptom's clue, by symptom id. */
  readonly clues: Readonly<Record<string, Sighting>>;
  /** Clues that a later step overcame; told again with the same text, the fault began where it was first told. */
  readonly overcome: Readonly<Record<string, Sighting>>;
  /** The first lines of a text in which no line of a run was seen: somebody pasted a part of a log. */
  readonly pasted: readonly Sighting[];
  readonly processes: readonly ProcessEnd[];
  readonly replicas: Readonly<
    Record<string, { readonly count: number; readonly gpus: number; readonly line: number }>
  >;
  readonly tempFiles: readonly string[];
  readonly policyPids: readonly number[];
  /** Highest attempt at one sample, and how many there may be. */
  readonly retries: { readonly worst: number; readonly of: number };
  /** Step of the newest checkpoint line, and the ranks that printed it. */
  readonly saved?: { readonly step: number; readonly ranks: readonly number[] };
  readonly destroyed: readonly number[];
  readonly ranks: readonly number[];
  readonly firstNotFinite?: { readonly step: number; readonly loss: number; readonly line: number };
  readonly elastic: {
    readonly inRoot: boolean;
    readonly root?: RootCause;
    readonly rank?: readonly [number, number];
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Nothing read yet. */
export const newLogState = (): LogState => ({
  lines: 0,
  phase: 'starting',
  seen: {},
  context: noContext(),
  tracebacks: noTracebacks(),
  clues: {},
  overcome: {},
  pasted: [],
  processes: [],
  replicas: {},
  tempFiles: [],
  policyPids: [],
  retries: { worst: 0, of: 0 },
  destroyed: [],
  ranks: [],
  elastic: { inRoot: false },
});

// A rank that trains, validates or saves after a traceback has survived it (utils that log a traceback and go on).
const PROGRESS: ReadonlySet<NoticeKind> = new Set<NoticeKind>([
  'step',
  'epoch',
  'validation-start',
  'controller-ready',
  'config-checked',
  'replica-registered',
  'dataset-size',
]);
const MARKED: ReadonlySet<NoticeKind> = new Set<NoticeKind>([
  ...FAILURES,
  'stop-requested',
  'signal-received',
  'agent-signal',
  'native-load-failed',
]);
const MOST_PASTED = 200;

function addSeen(state: LogState, line: LogLine, notice: Notice): void {
  const seen = {
    line: line.number,
    ...(line.rank === undefined ? {} : { rank: line.rank }),
    text: line.text.slice(0, 2000),
    notice,
  };
  const kinds = state.seen as Record<string, { first: unknown; last: unknown }>;
  const before = kinds[notice.kind];
  if (before === undefined) kinds[notice.kind] = { first: seen, last: seen };
  else before.last = seen;
}

function roleOf(state: LogState, id: number): 'policy' | 'controller' {
  if (state.policyPids.includes(id)) return 'policy';
  if (id > 1) return 'controller';
  // Up to 0.4.4 the number is an index: the controller is 0 until it has ended, then the policy moves up.
  return id === 1 || state.processes.length > 0 ? 'policy' : 'controller';
}

const added = <T>(list: readonly T[], item: T): readonly T[] =>
  list.includes(item) ? list : [...list, item];

/** What a notice changes beside `seen` and `phase`. */
function apply(state: Mutable<LogState>, line: LogLine, notice: Notice): void {
  const rank = line.rank ?? 0;
  switch (notice.kind) {
    case 'step':
      if (!Number.isFinite(notice.loss) && state.firstNotFinite === undefined)
        state.firstNotFinite = { step: notice.step, loss: notice.loss, line: line.number };
      break;
    case 'replicas':
      state.replicas = {
        ...state.replicas,
        [notice.role]: { count: notice.count, gpus: notice.gpus, line: line.number },
      };
      break;
    case 'temp-file':
      state.tempFiles = added(state.tempFiles, notice.path);
      break;
    case 'policy-process':
      state.policyPids = added(state.policyPids, notice.pid);
      break;
    case 'process-failed':
    case 'process-completed': {
      const end = { id: notice.id, rc: notice.rc, line: line.number, role: roleOf(state, notice.id) };
      state.processes = [...state.processes.slice(-15), end];
      break;
    }
    case 'sample-retry':
      state.retries = { worst: Math.max(state.retries.worst, notice.attempt), of: notice.of };
      break;
    case 'checkpoint-saved': {
      const ranks = state.saved?.step === notice.step ? state.saved.ranks : [];
      state.saved = { step: notice.step, ranks: added(ranks, rank) };
      break;
    }
    case 'group-destroyed':
      state.destroyed = added(state.destroyed, rank);
      break;
    case 'root-cause':
      state.elastic = { ...state.elastic, inRoot: true };
      break;
    case 'failed-rank':
      state.elastic = { ...state.elastic, rank: [notice.rank, notice.localRank] };
      break;
    case 'failed-exitcode': {
      const { inRoot, root, rank: ranks } = state.elastic;
      if (!inRoot || root !== undefined || ranks === undefined) break;
      const found = {
        rank: ranks[0],
        localRank: ranks[1],
        exitcode: notice.exitcode,
        pid: notice.pid,
        line: line.number,
      };
      state.elastic = { inRoot: false, root: found };
      break;
    }
    default:
  }
}

const FIRST_ONLY: ReadonlySet<NoticeKind> = new Set<NoticeKind>(['sample-retry', 'load-retry']);
const MAY_BE_CLUE: ReadonlySet<NoticeKind> = new Set<NoticeKind>(['load-retry', 'watchdog']);

/** Whether the surroundings of this line may have to be shown. */
function worthMarking(state: LogState, notice: Notice): boolean {
  if (MARKED.has(notice.kind)) return true;
  if (notice.kind === 'replicas') return notice.role === 'rollout' && notice.count > 0;
  return FIRST_ONLY.has(notice.kind) && state.seen[notice.kind] === undefined;
}

const sighting = (line: LogLine): Sighting => ({
  line: line.number,
  ...(line.rank === undefined ? {} : { rank: line.rank }),
  text: line.text.slice(0, 2000),
});

/** A text without its numbers: C++ libraries stamp each line with the time. */
const shapeOf = (text: string) => text.replace(/\d+/g, '#');

/** Remembers the symptoms whose clue this line is; true if there was a new one. */
function addClues(state: Mutable<LogState>, line: LogLine): boolean {
  const ids = sightClue(line.text, messageOf(line.text).level, state.clues);
  if (ids === undefined) return false;
  const seen = sighting(line);
  const first = (id: string) => {
    const before = state.overcome[id];
    return before !== undefined && shapeOf(before.text) === shapeOf(seen.text) ? before : seen;
  };
  state.clues = { ...state.clues, ...Object.fromEntries(ids.map((id) => [id, first(id)])) };
  return true;
}

/** A step after a clue shows that the rank overcame it: it is no cause of what comes later. */
function overcome(state: Mutable<LogState>, rank: number | undefined): void {
  const { worst, of } = state.retries;
  // A sample that failed in its last attempt ends the run, whatever steps the loader's lead still gives.
  if (of > 0 && worst >= of) return;
  const all = Object.entries(state.clues);
  const left = all.filter(([id, clue]) => clue.rank !== rank || isLasting(id));
  if (left.length === all.length) return;
  // The loader works ahead: a sample that fails for a later step is told before this one.
  state.overcome = { ...state.overcome, ...Object.fromEntries(all.filter((one) => !left.includes(one))) };
  state.clues = Object.fromEntries(left);
}

/** Reads one more logical line into the state, which is changed in place; returns what the line says, if anything. */
export function observe(log: LogState, line: LogLine): Notice | undefined {
  const state = log as Mutable<LogState>;
  state.lines = line.number;
  const { rank } = line;
  if (rank !== undefined && !state.ranks.includes(rank)) state.ranks = [...state.ranks, rank];
  pass(state.context, line);
  const part = followTraceback(state.tracebacks, line);
  if (part === 'raised') mark(state.context);
  // What a traceback quotes is source code: it tells nothing of what happened.
  if (part === 'quoted') return undefined;
  const notice = part === 'raised' ? undefined : parseNotice(line.text);
  if (notice === undefined) {
    if (part === undefined && addClues(state, line)) mark(state.context);
    if (part !== 'raised' && state.pasted.length < MOST_PASTED && isFragment(state))
      (state.pasted as Sighting[]).push(sighting(line));
    return undefined;
  }
  if (MAY_BE_CLUE.has(notice.kind) && addClues(state, line)) mark(state.context);
  const spike = state.firstNotFinite;
  const marking = worthMarking(state, notice);
  apply(state, line, notice);
  if (marking || state.firstNotFinite !== spike) mark(state.context);
  if (PROGRESS.has(notice.kind)) survived(state.tracebacks, rank);
  if (notice.kind === 'step' || notice.kind === 'config-checked') overcome(state, rank);
  addSeen(state, line, notice);
  state.phase = phaseAfter(state.phase, notice);
  return notice;
}
