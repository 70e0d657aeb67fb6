/** Reads JSON strictly and within bounds: a plain file of UTF-8, no key twice, not nested beyond reason. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { keysWithin, keysWritten } from './strictness.ts';

/** A JSON value, or what is wrong with its file. */
export type JsonResult =
  | { readonly ok: true; readonly value: unknown; readonly text: string }
  | {
      readonly ok: false;
      readonly problem: 'missing' | 'unreadable' | 'not-utf8' | 'not-json';
      readonly why: string;
    };

const decoder = new TextDecoder('utf-8', { fatal: true });

function readPlainFile(path: string, maxBytes: number): Buffer | string {
  // O_NONBLOCK: to open a pipe must not wait for its writer.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) return 'it is not a plain file';
    if (status.size > maxBytes) return `it has ${status.size} bytes`;
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The text of a plain UTF-8 file of at most `maxBytes`, or what is wrong with it. */
export function readText(path: string, maxBytes: number): string | Extract<JsonResult, { ok: false }> {
  let bytes: Buffer | string;
  try {
    bytes = readPlainFile(path, maxBytes);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return { ok: false, problem: code === 'ENOENT' ? 'missing' : 'unreadable', why: code };
  }
  if (typeof bytes === 'string') return { ok: false, problem: 'unreadable', why: bytes };
  try {
    return decoder.decode(bytes);
  } catch {
    return { ok: false, problem: 'not-utf8', why: 'it is not UTF-8' };
  }
}

/** The JSON value in a file of at most `maxBytes`, or what is wrong with it. */
export function readJsonFile(path: string, maxBytes: number): JsonResult {
  const text = readText(path, maxBytes);
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
  if (keys !== keysWritten(text))
    return { ok: false, problem: 'not-json', why: 'an object names a key twice' };
  return { ok: true, value, text };
}
