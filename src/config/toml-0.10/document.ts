/** Second pass of Python `toml` 0.10.2 (decoder.py, `loads`): line by line into tables, with the place of every key. */
import type { TomlTable } from '../value.ts';
import { openTable } from './header.ts';
import { readInline } from './inline.ts';
import { readLine, type Unfinished } from './line.ts';
import { at, indent, Rejection, strip } from './python.ts';
import { scan } from './scan.ts';
import { type Level, Places, plainTree, type Tree, type TreePlace } from './tree.ts';
import { readValue } from './value.ts';

/** What the engine's reader makes of a text. */
export type Reading =
  | { readonly ok: true; readonly table: TomlTable; readonly places: ReadonlyMap<string, TreePlace> }
  | {
      readonly ok: false;
      readonly reason: string;
      /** Offset in the text, UTF-16 units. */
      readonly at: number;
      readonly places: ReadonlyMap<string, TreePlace>;
    };

/** A multi-line value in the making, in parts, since a text that grows line by line costs time with its square. */
interface Open {
  readonly key: string;
  readonly start: number;
  readonly quote: string;
  readonly parts: string[];
  /** Backslashes at the end of the text. */
  slashes: number;
  /** The line end in hand is escaped. */
  backslash: boolean;
  lines: boolean;
}

/** Backslashes at the end. */
const slashesOf = (text: string): number => /\\*$/.exec(text)?.[0].length ?? 0;

class Reader {
  readonly places = new Places();
  readonly root: Tree = new Map();
  readonly #implicit: string[] = [];
  #level: Level = { node: this.root, path: [] };
  #open: Open | undefined;
  /** Where the line in hand begins. */
  line = 0;

  /** Reads on behind a line that is refused, for the places of what follows, and throws what was refused first. */
  read(text: string): void {
    let offset = 0;
    let refused: Rejection | undefined;
    const scanned = scan(text);
    for (const raw of scanned.split('\n')) {
      try {
        if (refused === undefined) this.line = offset;
        this.#line(raw, offset);
      } catch (error) {
        if (!(error instanceof Rejection)) throw error;
        refused ??= error;
        this.#open = undefined;
      }
      offset += raw.length + 1;
    }
    this.places.restore(text, scanned);
    if (refused !== undefined) throw refused;
  }

  #line(raw: string, offset: number): void {
    const open = this.#open;
    const whole = open !== undefined && !open.backslash && open.lines;
    const line = whole ? raw : strip(raw);
    const start = offset + (whole ? 0 : indent(raw));
    if (line === '' && (open === undefined || open.backslash)) return;
    if (open !== undefined) this.#more(open, line, start);
    else if (line.startsWith('['))
      this.#level = openTable(line, start, this.root, this.#implicit, this.places);
    else if (line.startsWith('{')) {
      if (!line.endsWith('}')) throw new Rejection('an inline table must close on its line', start);
      readInline({ text: line, at: start }, this.#level, this.places);
    } else if (line.includes('=')) {
      const rest = readLine({ text: line, at: start }, this.#level, this.places, false);
      if (rest !== undefined) this.#begin(rest, start);
    }
  }

  #begin({ key, text, backslash }: Unfinished, start: number): void {
    const lines = text.includes('\n');
    this.#open = {
      key,
      start,
      quote: text.charAt(0),
      parts: [text],
      slashes: slashesOf(text),
      backslash,
      lines,
    };
  }

  /** One more line of a multi-line value. */
  #more(open: Open, line: string, start: number): void {
    open.parts.push(line);
    const closed =
      open.quote === '[' ? at(line, -1) === ']' : line.length > 2 && line.endsWith(open.quote.repeat(3));
    if (closed) {
      const { path, node } = this.#level;
      const piece = { text: open.parts.join(''), at: open.start };
      const value = readValue(piece, [...path, open.key], this.places);
      if (!(node instanceof Map)) throw new Rejection(`\`${open.key}\` is put below a value`, open.start);
      node.set(open.key, value);
      this.places.close([...path, open.key], start + line.length);
      this.#open = undefined;
      return;
    }
    const own = slashesOf(line);
    open.slashes = own === line.length ? open.slashes + own : own;
    open.backslash = open.slashes % 2 === 1;
    if (!open.backslash) {
      open.parts.push('\n');
      open.slashes = 0;
      open.lines = true;
      return;
    }
    while (open.parts.at(-1) === '') open.parts.pop();
    open.parts.push((open.parts.pop() ?? '').slice(0, -1));
    open.slashes -= 1;
  }
}

/** Reads a text whose line ends are `\n`, as the engine's reader does. */
export function readDocument(text: string): Reading {
  const reader = new Reader();
  try {
    reader.read(text);
  } catch (error) {
    const places = reader.places.all;
    if (error instanceof Rejection)
      return { ok: false, reason: error.message, at: error.at ?? reader.line, places };
    if (error instanceof RangeError)
      return { ok: false, reason: 'values are nested too deeply', at: reader.line, places };
    throw error;
  }
  return { ok: true, table: plainTree(reader.root), places: reader.places.all };
}
