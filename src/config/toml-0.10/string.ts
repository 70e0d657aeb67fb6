/** Strings as Python `toml` 0.10.2 reads them (decoder.py, `load_value`, `_unescape`, `_load_unicode_escapes`). */
import { at, Rejection } from './python.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
};

/** Replaces the escapes; `\u` and `\U` are left, they were replaced before. */
export function replaceEscapes(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (char !== '\\' || i + 1 === text.length) {
      out += char;
      continue;
    }
    i += 1;
    const next = text.charAt(i);
    const plain = ESCAPES[next];
    if (plain !== undefined) out += plain;
    else if (next === '\\') out += '\\';
    else if (next === 'u' || next === 'U') out += `\\${next}`;
    else throw new Rejection(`\`\\${next}\` is no escape that the engine's reader knows`);
  }
  return out;
}

/** Whether the run of backslashes at the end is odd. */
function oddEnd(text: string): boolean {
  return (/\\+$/.exec(text)?.[0].length ?? 0) % 2 === 1;
}

/** One piece behind `\u` or `\U`: the character, then the rest. */
function character(piece: string, prefix: string): string {
  const digits = piece.slice(0, prefix === '\\U' ? 8 : 4).toLowerCase();
  if (/[^0-9a-f]/.test(digits) || digits === '') throw new Rejection(`\`${prefix}${digits}\` is no escape`);
  if (digits.startsWith('d') && /[^0-7]/.test(at(digits, 1)))
    throw new Rejection(`\`${prefix}${digits}\` is half a character`);
  const code = Number.parseInt(digits, 16);
  if (code > 0x10ffff) throw new Rejection(`\`${prefix}${digits}\` is beyond the last character`);
  return String.fromCodePoint(code) + piece.slice(digits.length);
}

/** Replaces `\u` (or `\U`), but not behind a backslash that is escaped itself. */
function unicode(text: string, prefix: string): string {
  const [first = '', ...pieces] = text.split(prefix);
  let out = first;
  let skip = oddEnd(first);
  for (const piece of pieces) {
    if (skip) {
      skip = oddEnd(piece);
      out += prefix + piece;
    } else out += character(piece, prefix);
  }
  return out;
}

/** Text behind a closed string is an error, as far as the reader notices. */
function checkClosed(text: string, quote: string): void {
  const parts = text.slice(1).split(quote);
  const triple = parts.length > 1 && parts[0] === '' && parts[1] === '';
  let empty = 0;
  let closed = false;
  for (const part of triple ? parts.slice(2) : parts) {
    if (part === '') {
      if (triple) empty += 1;
      else closed = true;
    } else if (!oddEnd(part)) {
      if (closed) throw new Rejection('there is text after the closing quote');
      if (!triple || empty > 1) closed = true;
      else empty = 0;
    }
  }
}

/** Escapes that the reader refuses. */
function checkEscapes(text: string): void {
  let backslash = false;
  for (const piece of text.split('\\').slice(1)) {
    if (piece === '') backslash = !backslash;
    else {
      const first = piece.charAt(0);
      if (!backslash && first !== 'u' && first !== 'U' && ESCAPES[first] === undefined)
        throw new Rejection(`\`\\${first}\` is no escape that the engine's reader knows`);
      backslash = false;
    }
  }
}

/** The text of a string value; `text` starts with its quote. */
export function readString(text: string): string {
  const quote = text.charAt(0);
  checkClosed(text, quote);
  let value = text;
  if (quote === '"') {
    checkEscapes(value);
    for (const prefix of ['\\u', '\\U']) if (value.includes(prefix)) value = unicode(value, prefix);
    value = replaceEscapes(value);
  }
  if (
    value.length > 1 &&
    value.charAt(1) === quote &&
    (value.length < 3 || value.charAt(1) === value.charAt(2))
  )
    value = value.slice(2, -2);
  return value.slice(1, -1);
}
