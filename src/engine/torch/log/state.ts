/** What any log of torch has told so far. */
import { type Context, noContext } from './context.ts';
import type { Noticed, TorchNotice } from './notice.ts';
import { noTracebacks, type Sighting, type Tracebacks } from './traceback.ts';

/** A notice with the line that gave it. */
interface Seen<N extends Noticed = Noticed> {
  readonly line: number;
  readonly rank?: number;
  readonly text: string;
  readonly notice: N;
}

/** First and last sighting of one kind of notice. */
export interface Span<N extends Noticed = Noticed> {
  readonly first: Seen<N>;
  readonly last: Seen<N>;
}

/** What was seen, by kind of notice. */
export type SeenKinds<N extends Noticed> = {
  readonly [K in N['kind']]?: Span<Extract<N, { readonly kind: K }>>;
};

/** The failure that torch's elastic agent observed first. */
interface RootCause {
  readonly rank: number;
  readonly localRank: number;
  readonly exitcode: number;
  readonly pid: number;
  readonly line: number;
}

/** Everything that was read from a log; all numbers are those of the log. */
export interface TorchState<N extends Noticed = TorchNotice> {
  /** Physical lines read. */
  readonly lines: number;
  readonly seen: SeenKinds<N>;
  readonly context: Context;
  readonly tracebacks: Tracebacks;
  /** First sighting of each symptom's clue, by symptom id. */
  readonly clues: Readonly<Record<string, Sighting>>;
  /** Clues that a later step overcame; told again with the same text, the fault began where it was first told. */
  readonly overcome: Readonly<Record<string, Sighting>>;
  /** The first lines of a text in which no line of a run was seen: somebody pasted a part of a log. */
  readonly pasted: readonly Sighting[];
  readonly ranks: readonly number[];
  readonly elastic: {
    readonly inRoot: boolean;
    readonly root?: RootCause;
    readonly rank?: readonly [number, number];
  };
}

/** The state of any engine's log, to those who ask for no notice of its own. */
export interface AnyState extends Omit<TorchState, 'seen'> {
  readonly seen: Readonly<Record<string, Span | undefined>>;
}

/** Nothing read yet. */
export const newTorchState = () =>
  ({
    lines: 0,
    seen: {},
    context: noContext(),
    tracebacks: noTracebacks(),
    clues: {},
    overcome: {},
    pasted: [],
    ranks: [],
    elastic: { inRoot: false },
  }) satisfies TorchState;
