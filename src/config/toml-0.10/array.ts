/** Arrays as Python `toml` 0.10.2 reads them (decoder.py, `load_array`): pieces are cut at commas and joined again. */
import { at, indent, MOST_PIECES, Rejection, strip } from './python.ts';
import type { Places, TextPiece, TomlNode } from './tree.ts';
import { readValue, valueKindOf } from './value.ts';

/** Whether an array's text begins with a string. */
export function startsWithString(text: string): boolean {
  return /^["']/.test(strip(text.slice(1, -1)));
}

/** `bounded_string`: the text ends with the quote it begins with, not escaped. */
function bounded(text: string): boolean {
  if (text === '') return true;
  if (text.at(-1) !== text.charAt(0)) return false;
  let backslash = false;
  for (let i = -2; text.length + i > 0 && text.at(i) === '\\'; i -= 1) backslash = !backslash;
  return !backslash;
}

/** Pieces at every comma. */
function cut({ text, at: start }: TextPiece): TextPiece[] {
  let offset = start;
  return text.split(',').map((part) => {
    const piece = { text: part, at: offset };
    offset += part.length + 1;
    return piece;
  });
}

/** Joins what a comma inside a string has cut. */
function strings(pieces: readonly TextPiece[]): readonly TextPiece[] {
  const out = [...pieces];
  let joins = 0;
  for (let b = 0; b < out.length - 1; b += 1) {
    for (;;) {
      const piece = at(out, b);
      const text = strip(piece.text);
      const opensTriple =
        text.length > 2 &&
        text.charAt(0) === text.charAt(1) &&
        text.charAt(1) === text.charAt(2) &&
        text.at(-2) !== text.charAt(0) &&
        text.at(-3) !== text.charAt(0);
      if (bounded(text) && !opensTriple) break;
      joins += 1;
      if (joins > MOST_PIECES)
        throw new Rejection('a list has more commas in its texts than the engine can read');
      const next = at(out, b + 1);
      out.splice(b, 2, { text: `${piece.text},${next.text}`, at: piece.at });
    }
  }
  return out;
}

/** Inline tables of an array, by their braces. */
function tables({ text, at: start }: TextPiece): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  const last = text.length - 1;
  let from = 1;
  let to = 2;
  let open = text.charAt(1) === '{' ? 1 : 0;
  let quoted = false;
  while (to < last) {
    const char = text.charAt(to);
    if (char === '"' || char === "'") {
      if (quoted) for (let i = to - 1; i > -1 && text.charAt(i) === '\\'; i -= 1) quoted = !quoted;
      quoted = !quoted;
    }
    if (!quoted && char === '{') open += 1;
    if (quoted || char !== '}') {
      to += 1;
      continue;
    }
    if (open > 1) {
      open -= 1;
      to += 1;
      continue;
    }
    to += 1;
    pieces.push({ text: text.slice(from, to), at: start + from });
    from = to + 1;
    while (from < last && text.charAt(from) !== '{') from += 1;
    to = from + 1;
  }
  return pieces;
}

const [OPEN, CLOSE, COMMA] = [0x5b, 0x5d, 0x2c];

/** Arrays of an array, by their brackets; strings are not looked at. */
function arrays({ text, at: start }: TextPiece): readonly TextPiece[] {
  const inner = text.slice(1, -1);
  const pieces: TextPiece[] = [];
  let open = 0;
  let from = 0;
  for (let i = 0; i < inner.length; i += 1) {
    const char = inner.charCodeAt(i);
    if (char === OPEN) open += 1;
    else if (char === CLOSE) open -= 1;
    else if (char === COMMA && open === 0) {
      pieces.push({ text: inner.slice(from, i), at: start + 1 + from });
      from = i + 1;
    }
  }
  return [...pieces, { text: inner.slice(from), at: start + 1 + from }];
}

function members(piece: TextPiece): readonly TextPiece[] {
  const inner = piece.text.slice(1, -1);
  const bracket = inner.indexOf('[');
  // Only the beginning is cut out: a list 500 deep is looked through as often.
  if (bracket >= 0 && strip(inner.slice(0, bracket)) === '') return arrays(piece);
  const pieces = strip(inner).startsWith('{') ? tables(piece) : cut({ text: inner, at: piece.at + 1 });
  return startsWithString(piece.text) ? strings(pieces) : pieces;
}

/** One array; members of different kinds are an error. */
export function readArray(piece: TextPiece, path: readonly string[], places: Places): readonly TomlNode[] {
  const out: TomlNode[] = [];
  let kind: string | undefined;
  for (const raw of members({ text: strip(piece.text), at: piece.at + indent(piece.text) })) {
    const text = strip(raw.text);
    if (text === '') continue;
    const member: TextPiece = { text, at: raw.at + indent(raw.text) };
    const value = readValue(member, [...path, String(out.length)], places);
    if (kind !== undefined && valueKindOf(value) !== kind)
      throw new Rejection(
        'the members of a list are of different kinds, for example `[0.9, 1]`; write `[0.9, 1.0]`',
        member.at,
      );
    kind = valueKindOf(value);
    out.push(value);
  }
  return out;
}
