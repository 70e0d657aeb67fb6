/** What a log has told so far: an immutable fold over its lines, usable while the run goes on. */
import { type Context, mark, NO_CONTEXT, pass } from './context.ts';
import { FAILURES } from './failure.ts';
import type { Notice, NoticeKind, Phase } from './line-event.ts';
import type { LogLine } from './lines.ts';
import { messageOf, parseNotice } from './parse-line.ts';
import { phaseAfter } from './phase.ts';
import { sightClue } from './symptoms/index.ts';
import { followTraceback, NO_TRACEBACKS, type Sighting, survived, type Tracebacks } from './traceback.ts';

export { definiteFailure } from './failure.ts';

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

/** Nothing read yet. */
export const initialLogState: LogState = {
  lines: 0,
  phase: 'starting',
  seen: {},
  context: NO_CONTEXT,
  tracebacks: NO_TRACEBACKS,
  clues: {},
  processes: [],
  replicas: {},
  tempFiles: [],
  policyPids: [],
  retries: { worst: 0, of: 0 },
  destroyed: [],
  ranks: [],
  elastic: { inRoot: false },
};

// A rank that trains, validates or saves after a traceback has survived it (utils that log a traceback and go on).
const PROGRESS: ReadonlySet<NoticeKind> = new Set<NoticeKind>([
  'step',
  'epoch',
  'validation-start',
  'controller-ready',
]);
const MARKED: ReadonlySet<NoticeKind> = new Set<NoticeKind>([
  ...FAILURES,
  'stop-requested',
  'signal-received',
  'agent-signal',
  'native-load-failed',
]);

function addSeen(state: LogState, line: LogLine, notice: Notice): SeenKinds {
  const seen = {
    line: line.number,
    ...(line.rank === undefined ? {} : { rank: line.rank }),
    text: line.text.slice(0, 2000),
    notice,
  };
  const before = state.seen[notice.kind];
  return { ...state.seen, [notice.kind]: { first: before?.first ?? seen, last: seen } } as SeenKinds;
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
function apply(state: LogState, line: LogLine, notice: Notice): Partial<LogState> {
  const rank = line.rank ?? 0;
  switch (notice.kind) {
    case 'step': {
      if (Number.isFinite(notice.loss) || state.firstNotFinite !== undefined) return {};
      return { firstNotFinite: { step: notice.step, loss: notice.loss, line: line.number } };
    }
    case 'replicas':
      return {
        replicas: {
          ...state.replicas,
          [notice.role]: { count: notice.count, gpus: notice.gpus, line: line.number },
        },
      };
    case 'temp-file':
      return { tempFiles: added(state.tempFiles, notice.path) };
    case 'policy-process':
      return { policyPids: added(state.policyPids, notice.pid) };
    case 'process-failed':
    case 'process-completed': {
      const end = { id: notice.id, rc: notice.rc, line: line.number, role: roleOf(state, notice.id) };
      return { processes: [...state.processes.slice(-15), end] };
    }
    case 'sample-retry':
      return { retries: { worst: Math.max(state.retries.worst, notice.attempt), of: notice.of } };
    case 'checkpoint-saved': {
      const ranks = state.saved?.step === notice.step ? state.saved.ranks : [];
      return { saved: { step: notice.step, ranks: added(ranks, rank) } };
    }
    case 'group-destroyed':
      return { destroyed: added(state.destroyed, rank) };
    case 'root-cause':
      return { elastic: { ...state.elastic, inRoot: true } };
    case 'failed-rank':
      return { elastic: { ...state.elastic, rank: [notice.rank, notice.localRank] } };
    case 'failed-exitcode': {
      const { inRoot, root, rank: ranks } = state.elastic;
      if (!inRoot || root !== undefined || ranks === undefined) return {};
      const found = {
        rank: ranks[0],
        localRank: ranks[1],
        exitcode: notice.exitcode,
        pid: notice.pid,
        line: line.number,
      };
      return { elastic: { inRoot: false, root: found } };
    }
    default:
      return {};
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

/** The clues after this line; the same object if it is none. */
function addClues(state: LogState, line: LogLine): LogState['clues'] {
  const ids = sightClue(line.text, messageOf(line.text).level, state.clues);
  if (ids === undefined) return state.clues;
  const rank = line.rank === undefined ? {} : { rank: line.rank };
  const sighting = { line: line.number, ...rank, text: line.text.slice(0, 2000) };
  return { ...state.clues, ...Object.fromEntries(ids.map((id) => [id, sighting])) };
}

/** The state after one more logical line. */
export function observe(state: LogState, line: LogLine): LogState {
  const notice = parseNotice(line.text);
  let tracebacks = followTraceback(state.tracebacks, line);
  let context = pass(state.context, line);
  const maybeClue = notice === undefined || MAY_BE_CLUE.has(notice.kind);
  const clues = maybeClue ? addClues(state, line) : state.clues;
  const ranks = line.rank === undefined ? state.ranks : added(state.ranks, line.rank);
  const raised = tracebacks.raised.length > state.tracebacks.raised.length;
  if (raised || clues !== state.clues) context = mark(context);
  // One object per line, and most lines say nothing: logs of gigabytes are read like this.
  if (notice === undefined) return { ...state, lines: line.number, tracebacks, context, clues, ranks };
  const changes = apply(state, line, notice);
  if (worthMarking(state, notice) || changes.firstNotFinite !== undefined) context = mark(context);
  if (PROGRESS.has(notice.kind)) tracebacks = survived(tracebacks, line.rank);
  const seen = addSeen(state, line, notice);
  const phase = phaseAfter(state.phase, notice);
  return { ...state, lines: line.number, tracebacks, context, clues, ranks, seen, phase, ...changes };
}
