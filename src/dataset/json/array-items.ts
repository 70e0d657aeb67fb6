/** Reads the items of a JSON array one by one, so that an array of a million items needs no more memory than one of ten. */
import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { parseJson, type Witness } from '../../json/read.ts';

/** One item, or what ends the reading early. */
export type ArrayItem =
  | { readonly ok: true; readonly number: number; readonly value: unknown; readonly text: string }
  | {
      readonly ok: false;
      readonly problem: 'missing' | 'unreadable' | 'not-array';
      readonly why: string;
    };

/** The entry scripts hold the text of the whole array (cookbook_entry/files.py, which has the same limit). */
const MAX_BYTES = 4 * 1024 ** 3;
/** A sample of text and paths is some kilobytes; a longer one is an unclosed string or bracket. */
const MAX_ITEM = 16 * 1024 * 1024;
const CHUNK = 256 * 1024;

const [QUOTE, BACKSLASH, COMMA, OPEN, CLOSE] = [0x22, 0x5c, 0x2c, 0x5b, 0x5d];
const [BRACE, END_BRACE] = [0x7b, 0x7d];
const BLANKS: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Puts the next bytes into a buffer, and says how many; 0 at the end. */
type ReadOn = (into: Buffer) => number;

/** A window on the file: the bytes from the item that is read on. */
class Window {
  at = 0;
  readonly #readOn: ReadOn;
  #buffer = Buffer.allocUnsafe(2 * CHUNK);
  bytes = this.#buffer.subarray(0, 0);

  constructor(readOn: ReadOn) {
    this.#readOn = readOn;
  }

  /** Reads on, and forgets what is before `at`; false at the end of the file. */
  more(): boolean {
    const rest = this.bytes.subarray(this.at);
    if (rest.length + CHUNK > this.#buffer.length)
      this.#buffer = Buffer.allocUnsafe(2 * (rest.length + CHUNK));
    rest.copy(this.#buffer);
    const count = this.#readOn(this.#buffer.subarray(rest.length));
    this.bytes = this.#buffer.subarray(0, rest.length + count);
    this.at = 0;
    return count > 0;
  }

  /** The next byte that is no blank, not consumed; `undefined` at the end of the file. */
  peek(): number | undefined {
    for (;;) {
      while (BLANKS.has(this.bytes[this.at])) this.at += 1;
      if (this.at < this.bytes.length) return this.bytes[this.at];
      if (!this.more()) return undefined;
    }
  }

  /** The bytes of one JSON value, which hold until the next call, or what is wrong with it. */
  value(): Buffer | string {
    const scan = new Scan();
    for (;;) {
      const end = scan.endIn(this.bytes, this.at);
      if (end !== undefined) {
        const value = this.bytes.subarray(this.at, end);
        this.at = end;
        return value;
      }
      if (this.bytes.length - this.at > MAX_ITEM) return `it is longer than ${MAX_ITEM} bytes`;
      if (!this.more()) return 'the file ends within it';
    }
  }
}

/** Looks for the end of a value; goes on where it was when there are more bytes. */
class Scan {
  #depth = 0;
  #inString = false;
  /** Bytes of the value that were looked at. */
  #seen = 0;

  endIn(bytes: Buffer, start: number): number | undefined {
    let at = start + this.#seen;
    for (; at < bytes.length; at += 1) {
      if (this.#inString) {
        at = bytes.indexOf(QUOTE, at);
        if (at < 0) break;
        if (escaped(bytes, at)) continue;
        this.#inString = false;
        if (this.#depth === 0) return at + 1;
        continue;
      }
      const byte = bytes[at];
      if (byte === QUOTE) this.#inString = true;
      else if (byte === BRACE || byte === OPEN) this.#depth += 1;
      else if (byte === END_BRACE || byte === CLOSE) {
        if (this.#depth === 0) return at;
        this.#depth -= 1;
        if (this.#depth === 0) return at + 1;
      } else if (this.#depth === 0 && (byte === COMMA || BLANKS.has(byte))) return at;
    }
    this.#seen = bytes.length - start;
    return undefined;
  }
}

/** Whether an odd number of backslashes stands before a quotation mark. */
function escaped(bytes: Buffer, quote: number): boolean {
  let backslashes = 0;
  while (bytes[quote - 1 - backslashes] === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

const wrong = (why: string): ArrayItem => ({ ok: false, problem: 'not-array', why });

function parsed(bytes: Buffer, number: number): ArrayItem {
  if (!isUtf8(bytes)) return wrong(`item ${number} is not UTF-8`);
  const result = parseJson(bytes.toString('utf8'));
  return result.ok
    ? { ok: true, number, value: result.value, text: result.text }
    : wrong(`item ${number} is not valid JSON: ${result.why}`);
}

/** What stands where an array should begin. */
function insteadOfArray(window: Window, first: number | undefined): string {
  if (first === undefined) return 'it is empty';
  if (first !== BRACE) return `it begins with ${JSON.stringify(String.fromCharCode(first))}`;
  const value = window.value();
  const more = typeof value !== 'string' && window.peek() === BRACE;
  return more ? 'it has one object per line (JSON lines)' : 'it is an object';
}

/** The items of the array in some bytes, which are asked for as they are needed. */
export function* itemsFrom(readOn: ReadOn): Generator<ArrayItem> {
  const window = new Window(readOn);
  if (window.more() && window.bytes[0] === 0xef && window.bytes[1] === 0xbb && window.bytes[2] === 0xbf) {
    window.at = 3;
  }
  const first = window.peek();
  if (first !== OPEN) return yield wrong(insteadOfArray(window, first));
  window.at += 1;
  for (let number = 0, next = window.peek(); number > 0 || next !== CLOSE; number += 1) {
    next = window.peek();
    if (next === undefined) return yield wrong(`the file ends where item ${number} should begin`);
    const bytes = window.value();
    if (typeof bytes === 'string') return yield wrong(`item ${number} cannot be read: ${bytes}`);
    const item = parsed(bytes, number);
    yield item;
    if (!item.ok) return;
    next = window.peek();
    if (next === CLOSE) break;
    if (next !== COMMA) return yield wrong(`neither "," nor "]" stands behind item ${number}`);
    window.at += 1;
  }
  window.at += 1;
  if (window.peek() !== undefined) yield wrong('there is more text behind its end');
}

/** The items of the array in a plain UTF-8 file, in order; the first thing that is wrong comes last. */
export function* arrayItems(path: string, witness?: Witness): Generator<ArrayItem> {
  let descriptor: number;
  try {
    // O_NONBLOCK: to open a pipe must not wait for its writer.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    witness?.(path, undefined);
    return yield { ok: false, problem: code === 'ENOENT' ? 'missing' : 'unreadable', why: code };
  }
  try {
    const status = fstatSync(descriptor);
    witness?.(path, status);
    if (!status.isFile()) return yield { ok: false, problem: 'unreadable', why: 'it is not a plain file' };
    if (status.size > MAX_BYTES) return yield wrong(`it has ${status.size} bytes`);
    yield* itemsFrom((into) => readSync(descriptor, into, 0, into.length, null));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    yield { ok: false, problem: 'unreadable', why: code };
  } finally {
    closeSync(descriptor);
  }
}
