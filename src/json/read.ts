/** Reads JSON strictly and within bounds: a plain file of UTF-8, no key twice, not nested beyond reason. */
import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { keysAtMost, keysWithin, keysWritten } from './strictness.ts';

/** A JSON value, or what is wrong with its file. */
export type JsonResult =
  | { readonly ok: true; readonly value: unknown; readonly text: string }
  | {
      readonly ok: false;
      readonly problem: 'missing' | 'unreadable' | 'not-utf8' | 'not-json';
      readonly why: string;
    };

/** Told of every file that is looked at: its size and time, or that it is not there. */
export type Witness = (
  path: string,
  status: { readonly size: number; readonly mtimeMs: number } | undefined,
) => void;

/** Most files of a dataset are small: they share one buffer, since nothing here is asynchronous. */
const shared = Buffer.alloc(64 * 1024);

function readWhole(descriptor: number, size: number): Buffer {
  // A file of /proc states a size of 0 and has content.
  if (size === 0 || size > shared.length) return readFileSync(descriptor);
  let filled = 0;
  while (filled < size) {
    const count = readSync(descriptor, shared, filled, size - filled, filled);
    if (count === 0) break;
    filled += count;
  }
  return shared.subarray(0, filled);
}

/** The bytes hold until the next call. */
function readPlainFile(path: string, maxBytes: number, witness: Witness | undefined): Buffer | string {
  // O_NONBLOCK: to open a pipe must not wait for its writer.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = fstatSync(descriptor);
    witness?.(path, status);
    if (!status.isFile()) return 'it is not a plain file';
    if (status.size > maxBytes) return `it has ${status.size} bytes`;
    return readWhole(descriptor, status.size);
  } finally {
    closeSync(descriptor);
  }
}

/** The text of a plain UTF-8 file of at most `maxBytes`, or what is wrong with it. */
export function readText(
  path: string,
  maxBytes: number,
  witness?: Witness,
): string | Extract<JsonResult, { ok: false }> {
  let bytes: Buffer | string;
  try {
    bytes = readPlainFile(path, maxBytes, witness);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    witness?.(path, undefined);
    return { ok: false, problem: code === 'ENOENT' ? 'missing' : 'unreadable', why: code };
  }
  if (typeof bytes === 'string') return { ok: false, problem: 'unreadable', why: bytes };
  if (!isUtf8(bytes)) return { ok: false, problem: 'not-utf8', why: 'it is not UTF-8' };
  return bytes.toString('utf8', bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
}

/** The JSON value in a file of at most `maxBytes`, or what is wrong with it. */
export function readJsonFile(path: string, maxBytes: number, witness?: Witness): JsonResult {
  const text = readText(path, maxBytes, witness);
  return typeof text === 'string' ? parseJson(text) : text;
}

/** The JSON value in a text, or what is wrong with it. */
export function parseJson(text: string): JsonResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: 'not-json', why: why.replace(/\s+/g, ' ') };
  }
  const keys = keysWithin(value);
  if (keys === undefined) return { ok: false, problem: 'not-json', why: 'it is nested too deeply' };
  // If not more may be written than there are, none is written twice.
  if (keys !== keysAtMost(text) && keys !== keysWritten(text))
    return { ok: false, problem: 'not-json', why: 'an object names a key twice' };
  return { ok: true, value, text };
}
