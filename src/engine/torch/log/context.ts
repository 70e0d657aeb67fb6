/** Keeps the lines around places that may turn out to be the cause, with bounded memory. */
import type { LogLine } from './lines.ts';

/** The lines of the log around one place. */
interface LogWindow {
  /** Line numbers of the first and the last line shown. */
  readonly from: number;
  readonly to: number;
  readonly lines: readonly LogLine[];
}

interface Place {
  readonly at: number;
  readonly lines: LogLine[];
  wanted: number;
}

/** The last few lines, and the places kept so far; changed in place. */
export interface Context {
  /** The newest lines as a ring; `next` is where the next one goes. */
  readonly recent: LogLine[];
  next: number;
  readonly places: Place[];
  waiting: boolean;
}

/** Nothing seen yet. */
export const noContext = (): Context => ({ recent: [], next: 0, places: [], waiting: false });

const BEFORE = 8;
const AFTER = 3;
const MOST_PLACES = 40;
const LONGEST_SHOWN = 400;

const shown = (line: LogLine): LogLine =>
  line.text.length <= LONGEST_SHOWN ? line : { ...line, text: `${line.text.slice(0, LONGEST_SHOWN)}…` };

/** One more line has passed. */
export function pass(context: Context, line: LogLine): void {
  context.recent[context.next] = line;
  context.next = (context.next + 1) % (BEFORE + 1);
  if (!context.waiting) return;
  context.waiting = false;
  for (const place of context.places) {
    if (place.wanted === 0) continue;
    place.lines.push(shown(line));
    place.wanted -= 1;
    if (place.wanted > 0) context.waiting = true;
  }
}

/** Marks the line that passed last as a place whose surroundings are kept. */
export function mark(context: Context): void {
  const { recent, next, places } = context;
  const lines = [...recent.slice(next), ...recent.slice(0, next)];
  const at = lines.at(-1)?.number;
  if (at === undefined || places.length >= MOST_PLACES || places.some((place) => place.at === at)) return;
  places.push({ at, lines: lines.map(shown), wanted: AFTER });
  context.waiting = true;
}

/** The window around a marked line, if it was marked. */
export function windowAt(context: Context, line: number): LogWindow | undefined {
  const place = context.places.find((one) => one.at === line);
  const first = place?.lines[0];
  const last = place?.lines.at(-1);
  if (place === undefined || first === undefined || last === undefined) return undefined;
  return { from: first.number, to: last.number, lines: place.lines };
}
