/** Reads any log of torch, line by line, with what an engine adds: a fold that changes one state in place, usable while the run goes on. */
import { type Clued, clueSight } from './clues.ts';
import { mark, pass } from './context.ts';
import { isFragment } from './fragment.ts';
import type { LogLine } from './lines.ts';
import type { Noticed, TorchNotice } from './notice.ts';
import type { TorchState } from './state.ts';
import { followTraceback, type Sighting, survived } from './traceback.ts';

/** What an engine's own log adds to the reading. */
interface Dialect<S extends TorchState<N>, N extends Noticed> {
  /** What the line says, or nothing. */
  parse(text: string): N | undefined;
  /** The level of a line that the engine's logger wrote. */
  levelOf(text: string): string | undefined;
  /** The rank that a line without torch's prefix names. */
  rankOf?(text: string): number | undefined;
  /** What a notice changes beside what was seen. */
  apply(state: S, line: LogLine, notice: N): void;
  /** Whether the surroundings of this line may have to be shown. */
  marks(state: S, notice: N): boolean;
  /** Kinds that show that their rank survived the tracebacks before them. */
  readonly survives: ReadonlySet<string>;
  /** Kinds that show that their rank overcame the faults that it told before, and kinds that tell of a fault all the same. */
  overcomes(state: S, notice: N): boolean;
  readonly clueAsWell: ReadonlySet<string>;
  /** The engine's symptoms: each line is asked for their clues. */
  readonly symptoms: readonly Clued[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Core = Mutable<TorchState<Noticed>>;

const MOST_PASTED = 200;
const LONGEST_KEPT = 2000;

const sighting = (line: LogLine): Sighting => ({
  line: line.number,
  ...(line.rank === undefined ? {} : { rank: line.rank }),
  text: line.text.slice(0, LONGEST_KEPT),
});

function addSeen(state: Core, line: LogLine, notice: Noticed): void {
  const text = line.text.slice(0, LONGEST_KEPT);
  const seen =
    line.rank === undefined
      ? { line: line.number, text, notice }
      : { line: line.number, rank: line.rank, text, notice };
  const kinds = state.seen as Record<string, { first: unknown; last: unknown }>;
  const before = kinds[notice.kind];
  if (before === undefined) kinds[notice.kind] = { first: seen, last: seen };
  else before.last = seen;
}

/** SIGKILL, SIGSEGV, SIGBUS: nobody does that to himself because another rank has left, as NCCL's watchdog does with SIGABRT. */
const FROM_OUTSIDE: ReadonlySet<number> = new Set([-9, -11, -7]);

/** Follows the block in which torch's agent names the first failure. */
function followElastic(state: Core, line: LogLine, notice: Noticed): void {
  const told = notice as TorchNotice;
  const { inRoot, root, rank } = state.elastic;
  if (told.kind === 'root-cause') state.elastic = { ...state.elastic, inRoot: true };
  if (told.kind === 'failed-rank') state.elastic = { ...state.elastic, rank: [told.rank, told.localRank] };
  if (told.kind !== 'failed-exitcode' || !inRoot || rank === undefined) return;
  const { exitcode, pid } = told;
  // Every node has an agent, whose first failure may be what follows from one elsewhere: who was killed from outside is before
  // those who raised when they missed him.
  const silent = (who: number) => !state.tracebacks.raised.some((one) => one.rank === who);
  const before =
    root === undefined ||
    (root.exitcode >= 0 && FROM_OUTSIDE.has(exitcode)) ||
    (exitcode > 0 && !silent(root.rank) && silent(rank[0]));
  if (!before) {
    state.elastic = { ...state.elastic, inRoot: false };
    return;
  }
  state.elastic = {
    inRoot: false,
    root: { rank: rank[0], localRank: rank[1], exitcode, pid, line: line.number },
  };
}

/** A text without its numbers: C++ libraries stamp each line with the time. */
const shapeOf = (text: string) => text.replace(/\d+/g, '#');

/** A step after a clue shows that the rank overcame it: it is no cause of what comes later. */
function overcome(state: Core, rank: number | undefined, isLasting: (id: string) => boolean): void {
  const all = Object.entries(state.clues);
  const left = all.filter(([id, clue]) => clue.rank !== rank || isLasting(id));
  if (left.length === all.length) return;
  // The loader works ahead: a sample that fails for a later step is told before this one.
  state.overcome = { ...state.overcome, ...Object.fromEntries(all.filter((one) => !left.includes(one))) };
  state.clues = Object.fromEntries(left);
}

/** Reads one more logical line into a state, which is changed in place; returns what the line says, if anything. */
type Observer<S, N> = (state: S, line: LogLine) => N | undefined;

/** The fold of an engine's log. */
export function observerOf<S extends TorchState<N>, N extends Noticed>(
  dialect: Dialect<S, N>,
): Observer<S, N> {
  const clues = clueSight(dialect.symptoms);
  /** Remembers the symptoms whose clue this line is; true if there was a new one. */
  function addClues(state: Core, line: LogLine): boolean {
    const ids = clues.sight(line.text, dialect.levelOf(line.text), state.clues);
    if (ids === undefined) return false;
    const seen = sighting(line);
    const first = (id: string) => {
      const before = state.overcome[id];
      return before !== undefined && shapeOf(before.text) === shapeOf(seen.text) ? before : seen;
    };
    state.clues = { ...state.clues, ...Object.fromEntries(ids.map((id) => [id, first(id)])) };
    return true;
  }
  const ownLogger = (text: string) => dialect.levelOf(text) !== undefined;
  return (log, raw) => {
    const state = log as unknown as Core;
    state.lines = raw.number;
    const named = raw.rank === undefined ? dialect.rankOf?.(raw.text) : undefined;
    const line = named === undefined ? raw : { ...raw, rank: named };
    const { rank } = line;
    if (rank !== undefined && !state.ranks.includes(rank)) state.ranks = [...state.ranks, rank];
    pass(state.context, line);
    const part = followTraceback(state.tracebacks, line, ownLogger);
    if (part === 'raised') mark(state.context);
    // What a traceback quotes is source code: it tells nothing of what happened.
    if (part === 'quoted') return undefined;
    const notice = part === 'raised' ? undefined : dialect.parse(line.text);
    if (notice === undefined) {
      if (part === undefined && addClues(state, line)) mark(state.context);
      if (part !== 'raised' && state.pasted.length < MOST_PASTED && isFragment(state))
        (state.pasted as Sighting[]).push(sighting(line));
      return undefined;
    }
    if (dialect.clueAsWell.has(notice.kind) && addClues(state, line)) mark(state.context);
    if (dialect.marks(log, notice)) mark(state.context);
    followElastic(state, line, notice);
    dialect.apply(log, line, notice);
    if (dialect.survives.has(notice.kind)) survived(state.tracebacks, rank);
    if (dialect.overcomes(log, notice)) overcome(state, rank, clues.isLasting);
    addSeen(state, line, notice);
    return notice;
  };
}
