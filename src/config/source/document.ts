/** Second pass of Python `toml` 0.10.2 (decoder.py, `loads`): line by line into tables, with the place of every key. */
import type { TomlTable } from '../value.ts';
import { openTable } from './header.ts';
import { readInline } from './inline.ts';
import { readLine } from './line.ts';
import { at, indent, Rejection, strip } from './python.ts';
import { scan } from './scan.ts';
import { type Level, type Place, Places, plain, type Tree } from './tree.ts';
import { readValue } from './value.ts';

/** What the engine's reader makes of a text. */
export type Reading =
  | { readonly ok: true; readonly table: TomlTable; readonly places: ReadonlyMap<string, Place> }
  | {
      readonly ok: false;
      readonly reason: string;
      /** Offset in the text, UTF-16 units. */
      readonly at: number;
      readonly places: ReadonlyMap<string, Place>;
    };

/** A multi-line value in the making. */
interface Open {
  readonly key: string;
  readonly start: number;
  text: string;
  backslash: boolean;
}

class Reader {
  readonly places = new Places();
  readonly root: Tree = new Map();
  readonly #implicit: string[] = [];
  #level: Level = { node: this.root, path: [] };
  #open: Open | undefined;
  /** Where the line in hand begins. */
  line = 0;

  read(text: string): void {
    let offset = 0;
    const scanned = scan(text);
    for (const raw of scanned.split('\n')) {
      this.line = offset;
      this.#line(raw, offset);
      offset += raw.length + 1;
    }
    this.places.restore(text, scanned);
  }

  #line(raw: string, offset: number): void {
    const open = this.#open;
    const whole = open !== undefined && !open.backslash && open.text.includes('\n');
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
      if (rest !== undefined) this.#open = { ...rest, start };
    }
  }

  /** One more line of a multi-line value. */
  #more(open: Open, line: string, start: number): void {
    open.text += line;
    open.backslash = false;
    const quote = open.text.charAt(0);
    const closed = quote === '[' ? at(line, -1) === ']' : line.length > 2 && line.endsWith(quote.repeat(3));
    if (closed) {
      const { path, node } = this.#level;
      const value = readValue({ text: open.text, at: open.start }, [...path, open.key], this.places);
      if (!(node instanceof Map)) throw new Rejection(`\`${open.key}\` is put below a value`, open.start);
      node.set(open.key, value);
      this.places.close([...path, open.key], start + line.length);
      this.#open = undefined;
      return;
    }
    let k = open.text.length - 1;
    for (; k > -1 && open.text.charAt(k) === '\\'; k -= 1) open.backslash = !open.backslash;
    open.text = open.backslash ? open.text.slice(0, -1) : `${open.text}\n`;
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
  return { ok: true, table: plain(reader.root), places: reader.places.all };
}
