/** One `key = value` as Python `toml` 0.10.2 reads it (decoder.py, `load_line`, `_get_split_on_quotes`). */
import { startsWithString } from './array.ts';
import { readDate, startsLikeTime } from './date.ts';
import { at, DEEPEST, indent, MOST_PIECES, pythonFloat, Rejection, split, strip } from './python.ts';
import { replaceEscapes } from './string.ts';
import type { Level, Places, TextPiece, TomlNode } from './tree.ts';
import { readValue, strictlyValid } from './value.ts';

/** A multi-line value that goes on below. */
export interface Unfinished {
  readonly key: string;
  readonly text: string;
  readonly backslash: boolean;
}

/** The text in turns outside and inside quotes, as the reader believes. */
function splitOnQuotes(text: string): readonly string[] {
  const double = text.split('"');
  let next = 0;
  let quoted = false;
  const out: string[] = [];
  if (double.length > 1 && (double[0] ?? '').includes("'")) {
    out.push(...(double[0] ?? '').split("'"));
    next = 1;
    while (out.length % 2 === 0 && next < double.length) {
      const last = `${out.pop()}"${double[next]}`;
      next += 1;
      for (const part of last.split("'")) out.push(part);
    }
  }
  for (; next < double.length; next += 1) {
    const part = double[next] ?? '';
    if (quoted) out.push(part);
    else {
      for (const piece of part.split("'")) out.push(piece);
      quoted = !quoted;
    }
  }
  return out;
}

/** How many cuts at `separator` reach the first one outside quotes. */
export function cutsTo(text: string, separator: string): number {
  let cuts = 1;
  let quoted = false;
  for (const part of splitOnQuotes(text)) {
    if (!quoted && part.includes(separator)) break;
    cuts += part.split(separator).length - 1;
    quoted = !quoted;
  }
  return cuts;
}

/** The value as text, its offset, and whether its digits are strictly valid. The reader tries one `=` after another. */
function findValue(line: string): { readonly text: string; readonly from: number; readonly strict: boolean } {
  let cuts = cutsTo(line, '=');
  let last = at(split(line, '=', cuts), -1);
  let from = line.length - last.length;
  let strict = strictlyValid(last);
  if (/^[0-9]/.test(last)) last = last.replaceAll('_', '');
  while (last !== '' && !/^[ \t'"[{]/.test(last) && !/^(true|false)$/.test(strip(last))) {
    if (pythonFloat(last) !== undefined || readDate(last) !== undefined || startsLikeTime(last)) break;
    cuts += 1;
    if (cuts > MOST_PIECES)
      throw new Rejection('the line has more `=` than the engine can read in reasonable time');
    const before = last;
    last = at(split(line, '=', cuts), -1);
    from = line.length - last.length;
    if (before === last)
      throw new Rejection('the value is no number, date or quoted text: put text in quotes');
    if (strict) strict = strictlyValid(last);
  }
  return { text: last, from, strict };
}

/** Dotted parts of a key that is not one quoted name. */
function levelsOf(key: string): readonly string[] {
  if (!/["']/.test(key)) return key.split('.');
  return splitOnQuotes(key).flatMap((part, index) =>
    index % 2 === 1 ? [part] : part.split('.').map((name) => strip(name)),
  );
}

/** The table a dotted key belongs to, made on the way. */
function descend(level: Level, names: readonly string[], start: number, places: Places): Level {
  let current = level;
  for (const name of names) {
    if (name === '') continue;
    if (!(current.node instanceof Map)) throw new Rejection(`\`${name}\` is put below a value`, start);
    const next: TomlNode = current.node.get(name) ?? new Map();
    current.node.set(name, next);
    current = { node: next, path: [...current.path, name] };
    if (current.path.length > DEEPEST) throw new Rejection('values are nested too deeply', start);
    places.note(current.path, { start, end: start + name.length });
  }
  return current;
}

/** Whether a value opens a multi-line string that does not end here; then the offset of its quotes, else -1. */
function opensMultiline(text: string): number {
  if (text.length < 3) return -1;
  let tail = text;
  let offset = 0;
  if (text.startsWith('[') && at(strip(text), -1) !== ']' && startsWithString(text)) {
    const parts = strip(text.slice(1)).split(',');
    tail = parts.pop() ?? '';
    while (parts.length > 0 && !/["']/.test(at(tail, 0))) tail = `${parts.pop()},${tail}`;
    offset = text.length - tail.length;
  }
  const quote = at(tail, 0);
  if (quote !== '"' && quote !== "'") return -1;
  if (at(tail, 1) !== quote || at(tail, 2) !== quote) return -1;
  return tail.length > 5 && tail.endsWith(quote.repeat(3)) ? -1 : offset;
}

/** Reads one line into `level`; returns what goes on below. */
export function readLine(
  piece: TextPiece,
  level: Level,
  places: Places,
  stale: boolean,
): Unfinished | undefined {
  const { text, from, strict } = findValue(piece.text);
  const rawKey = piece.text.slice(0, from - 1);
  const written = strip(rawKey);
  const start = piece.at + indent(rawKey);
  const rawValue = piece.text.slice(from);
  const value: TextPiece = { text: strip(text), at: piece.at + from + indent(rawValue) };
  const end = value.at + strip(rawValue).length;
  let name = written;
  let home = level;
  if (written.includes('.')) {
    let names = levelsOf(written);
    while (at(names, -1) === '') names = names.slice(0, -1);
    home = descend(level, names.slice(0, -1), start, places);
    name = strip(at(names, -1));
  } else if (/^["']/.test(at(written, 0)) && written.at(-1) === written.charAt(0))
    name = replaceEscapes(written.slice(1, -1));
  const path = [...home.path, name];
  const place = { start, end: start + written.length, value: { start: value.at, end } };
  const quotes = opensMultiline(value.text);
  if (quotes < 0) places.note(path, place);
  const read = quotes < 0 ? readValue(value, path, places, strict) : undefined;
  if (!(home.node instanceof Map) || home.node.has(name))
    throw new Rejection(`\`${name}\` is there twice in one table`, start);
  if (read !== undefined) {
    home.node.set(name, read);
    return undefined;
  }
  if (name === '') throw new Rejection('a multi-line text has no key', start);
  places.note([...level.path, name], place);
  return unfinished(name, value.text, quotes, stale);
}

function unfinished(key: string, text: string, quotes: number, stale: boolean): Unfinished {
  let backslash = stale;
  for (let k = text.length - 1 - quotes; k > -1 && at(text, k + quotes) === '\\'; k -= 1)
    backslash = !backslash;
  return { key, text: backslash ? text.slice(0, -1) : `${text}\n`, backslash };
}
