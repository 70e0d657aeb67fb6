/** Reads JSON as strictly as the entry scripts do: UTF-8, no key twice, no NaN, not nested beyond reason. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { ExitCode } from '../../findings/exit-code.ts';
import { Failure } from '../../findings/failure.ts';
import { type JsonNode, parseNodes } from './as-python.ts';
import { keysWithin, keysWritten } from './strictness.ts';

/** A JSON value, or what is wrong with its file. */
export type JsonResult =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly problem: 'missing' | 'unreadable' | 'not-utf8' | 'not-json';
      readonly why: string;
    };

/** A label is a few kilobytes; a meta file of a million items some hundred megabytes. */
const MAX_BYTES = 400 * 1024 * 1024;
const decoder = new TextDecoder('utf-8', { fatal: true });

function readPlainFile(path: string): Buffer | string {
  // O_NONBLOCK: to open a pipe must not wait for its writer.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) return 'it is not a plain file';
    if (status.size > MAX_BYTES) return `it has ${status.size} bytes`;
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The text of a plain UTF-8 file, or what is wrong with it. */
function readText(path: string): string | Extract<JsonResult, { ok: false }> {
  let bytes: Buffer | string;
  try {
    bytes = readPlainFile(path);
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

/** The JSON value in a file, or what is wrong with it. */
export function readJson(path: string): JsonResult {
  const text = readText(path);
  return typeof text === 'string' ? parseJson(text) : text;
}

/** The value in a file as it is written, for one that `readJson` has taken; throws Failure 66 if it has changed since. */
export function readNodes(path: string): JsonNode {
  const text = readText(path);
  if (typeof text === 'string' && parseJson(text).ok) return parseNodes(text);
  throw new Failure(ExitCode.input, `${path} was changed while it was read`, 'try again when it is complete');
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
  return { ok: true, value };
}
