/** Text and number rules of Python 3 that the engine's TOML reader relies on; JavaScript's own differ in corners. */

/** The engine's reader gives up; `at` is an offset in the text where it is known better than by line. */
export class Rejection extends Error {
  readonly at: number | undefined;

  constructor(message: string, at?: number) {
    super(message);
    this.at = at;
  }
}

const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** `str.isspace` of one character. */
export function isSpace(char: string): boolean {
  return SPACE.test(char);
}

/** `str.isalnum` of one character. */
export function isAlnum(char: string): boolean {
  return /^[\p{L}\p{N}]$/u.test(char);
}

/** Length of the white space at the start. */
export function indent(text: string): number {
  let start = 0;
  while (start < text.length && isSpace(text.charAt(start))) start += 1;
  return start;
}

/** `str.strip()`. */
export function strip(text: string): string {
  let end = text.length;
  const start = indent(text);
  while (end > start && isSpace(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** `str.split(separator, limit)`: at most `limit` cuts, the rest stays whole. */
export function split(text: string, separator: string, limit: number): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  while (parts.length < limit) {
    const at = text.indexOf(separator, from);
    if (at < 0) break;
    parts.push(text.slice(from, at));
    from = at + separator.length;
  }
  return [...parts, text.slice(from)];
}

/** `list[index]` with Python's negative indexes; throws where Python raises IndexError. */
export function at<T>(list: ArrayLike<T>, index: number): T {
  const item = list[index < 0 ? list.length + index : index];
  if (item === undefined) throw new Rejection('the text ends where more is expected');
  return item;
}

/** Decimal digits of any script as ASCII, which `int` and `float` take too. */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let before = 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
    return String(before % 10);
  });
}

const FLOAT = /^[+-]?(?:\d*\.?\d*(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i;

/** `float(text)`, or `undefined` where it raises ValueError. */
export function pythonFloat(text: string): number | undefined {
  const trimmed = asciiDigits(strip(text)).replaceAll(/(?<=\d)_(?=\d)/g, '');
  if (!FLOAT.test(trimmed) || !/\d|inf|nan/i.test(trimmed) || /^[+-]?\.?e/i.test(trimmed)) return undefined;
  if (/nan/i.test(trimmed)) return Number.NaN;
  if (/inf/i.test(trimmed))
    return trimmed.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(trimmed);
}

/** Python's recursion limit of 1000 frames, two for each list, ends the engine's reader near this depth. */
export const DEEPEST = 480;

/** Pieces that are put together again at most: the engine's reader needs time with the square of them, and so would ours. */
export const MOST_PIECES = 2000;

/** Digits that `int` takes from a decimal text before it gives up (sys.int_info, Python 3.11 and later). */
const MOST_DIGITS = 4300;

/** `int(text, 0)`, or with `decimal` `int(text)`; `undefined` where it raises ValueError. */
export function pythonInt(text: string, decimal = false): bigint | undefined {
  const trimmed = asciiDigits(strip(text));
  const negative = trimmed.startsWith('-');
  const digits = trimmed.replace(/^[+-]/, '').replaceAll(/(?<=[\da-f])_(?=[\da-f])/gi, '');
  const plain = decimal ? /^\d+$/ : /^(?:0+|[1-9]\d*)$/;
  const based = !decimal && /^0(?:x[\da-f]+|o[0-7]+|b[01]+)$/i.test(digits.replace(/^(0[xob])_/i, '$1'));
  if (!based && (!plain.test(digits) || digits.length > MOST_DIGITS)) return undefined;
  const value = BigInt(based ? digits.replace(/^(0[xob])_/i, '$1').toLowerCase() : digits);
  return negative ? -value : value;
}
