/** Reads JSON as strictly as the entry scripts do: UTF-8, no key twice, no NaN, not nested beyond reason. */
import { ExitCode } from '../../findings/exit-code.ts';
import { Failure } from '../../findings/failure.ts';
import { type JsonResult, parseJson, readJsonFile, readText, type Witness } from '../../json/read.ts';
import { type JsonNode, parseNodes } from './as-python.ts';

export { type JsonResult, parseJson } from '../../json/read.ts';

/** A label is a few kilobytes; a meta file of a million items some hundred megabytes. */
const MAX_BYTES = 400 * 1024 * 1024;

/** The JSON value in a file, or what is wrong with it. */
export function readJson(path: string, witness?: Witness): JsonResult {
  return readJsonFile(path, MAX_BYTES, witness);
}

/** The value in a file as it is written, for one that `readJson` has taken; throws Failure 66 if it has changed since. */
export function readNodes(path: string): JsonNode {
  const text = readText(path, MAX_BYTES);
  if (typeof text === 'string' && parseJson(text).ok) return parseNodes(text);
  throw new Failure(ExitCode.input, `${path} was changed while it was read`, 'try again when it is complete');
}
