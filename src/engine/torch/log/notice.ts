/** What one line of a log says, as data: the forms that every engine on torch prints, and how parsers of lines are made. */

/** Anything that a line can say. */
export interface Noticed {
  readonly kind: string;
}

/** What torch's elastic agent, its watchdog and Python itself print. */
export type TorchNotice =
  | { readonly kind: 'agent-signal'; readonly signal: number }
  | { readonly kind: 'child-failed' }
  | {
      readonly kind: 'elastic-failed';
      readonly exitcode: number;
      readonly localRank: number;
      readonly pid: number;
    }
  | { readonly kind: 'root-cause' }
  | { readonly kind: 'failed-rank'; readonly rank: number; readonly localRank: number }
  | { readonly kind: 'failed-exitcode'; readonly exitcode: number; readonly pid: number }
  | { readonly kind: 'watchdog'; readonly operation?: string; readonly milliseconds?: number }
  | { readonly kind: 'traceback' };

/** Reads the message part of a line, without logger prefix and surrounding spaces. */
export type NoticeParser<N extends Noticed> = (text: string) => N | undefined;

/** Parsers by the first word of the message they understand. */
export type NoticeTable<N extends Noticed> = Readonly<Record<string, readonly NoticeParser<N>[]>>;

/** A parser from a pattern and what to make of its match. */
export function pattern<N extends Noticed>(
  regex: RegExp,
  make: (match: RegExpExecArray) => N,
): NoticeParser<N> {
  return (text) => {
    const match = regex.exec(text);
    return match === null ? undefined : make(match);
  };
}

/** What Python calls the numbers that are none or have no end, in small letters. */
const NAMED = new Map([
  ['nan', Number.NaN],
  ...['inf', '+inf', 'infinity'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-inf', '-infinity'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

/** A number as Python prints it: `nan`, `inf` and `-inf` included. */
export function pythonNumber(text: string | undefined): number {
  const number = Number(text);
  return Number.isNaN(number) ? (NAMED.get(text?.toLowerCase() ?? '') ?? Number.NaN) : number;
}

/** A number, or NaN and the infinities as the strings and as Python's JSON writes them. */
export const numeric = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : typeof value === 'string' ? NAMED.get(value.toLowerCase()) : undefined;

/** Whether glog wrote a message: `E1122 …`, `W1122 …`, `[E1122 …`, and the older `[E ProcessGroupNCCL.cpp:…]` and `[Rank 3] …`. */
export function isGlog(text: string): boolean {
  return /^\[?[EWF]\d{4} |^\[E |^\[Rank \d+\] /.test(text);
}
