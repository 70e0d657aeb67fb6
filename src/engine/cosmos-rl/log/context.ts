/** Keeps the lines around places that may turn out to be the cause, with bounded memory. */
import type { LogLine } from './lines.ts';

/** The lines of the log around one place. */
export interface LogWindow {
  /** Line numbers of the first and the last line shown. */
  readonly from: number;
  readonly to: number;
  readonly lines: readonly LogLine[];
}

interface Place {
  readonly at: number;
  readonly lines: readonly LogLine[];
  readonly wanted: number;
}

/** The last few lines, and the places kept so far. */
export interface Context {
  readonly recent: readonly LogLine[];
  readonly places: readonly Place[];
  readonly waiting: boolean;
}

/** Nothing seen yet. */
export const NO_CONTEXT: Context = { recent: [], places: [], waiting: false };

const BEFORE = 8;
const AFTER = 3;
const MOST_PLACES = 40;
const LONGEST_SHOWN = 400;

const shown = (line: LogLine): LogLine =>
  line.text.length <= LONGEST_SHOWN ? line : { ...line, text: `${line.text.slice(0, LONGEST_SHOWN)}…` };

/** One more line has passed. */
export function pass(context: Context, line: LogLine): Context {
  const recent = [...context.recent.slice(1 - BEFORE - 1), line];
  if (!context.waiting) return { ...context, recent };
  const places = context.places.map((place) =>
    place.wanted === 0 ? place : { ...place, lines: [...place.lines, shown(line)], wanted: place.wanted - 1 },
  );
  return { recent, places, waiting: places.some((place) => place.wanted > 0) };
}

/** Marks the line that passed last as a place whose surroundings are kept. */
export function mark(context: Context): Context {
  const at = context.recent.at(-1)?.number;
  if (at === undefined || context.places.length >= MOST_PLACES) return context;
  if (context.places.some((place) => place.at === at)) return context;
  const place = { at, lines: context.recent.map(shown), wanted: AFTER };
  return { ...context, places: [...context.places, place], waiting: true };
}

/** The window around a marked line, if it was marked. */
export function windowAt(context: Context, line: number): LogWindow | undefined {
  const place = context.places.find((one) => one.at === line);
  const first = place?.lines[0];
  const last = place?.lines.at(-1);
  if (place === undefined || first === undefined || last === undefined) return undefined;
  return { from: first.number, to: last.number, lines: place.lines };
}
