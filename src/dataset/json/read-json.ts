/** Reads JSON as strictly as the entry scripts do: UTF-8, no key twice, no NaN, not nested beyond reason. */
import { type JsonResult, readJsonFile, type Witness } from '../../json/read.ts';

export { type JsonResult, parseJson } from '../../json/read.ts';

/** A label is a few kilobytes; a meta file of a million items some hundred megabytes. */
const MAX_BYTES = 400 * 1024 * 1024;

/** The JSON value in a file, or what is wrong with it. */
export function readJson(path: string, witness?: Witness): JsonResult {
  return readJsonFile(path, MAX_BYTES, witness);
}
