/** Reads the JSON of a label or conversation and notes what is wrong with the file. */

import type { Notes } from '../finding-collector.ts';
import { labelMissing, labelNotJson, labelNotUtf8 } from '../findings/labels.ts';
import { fileUnreadable } from '../findings/place.ts';
import { type JsonResult, readJson } from './read-json.ts';

/** The value in the file, or `ok: false` after a note. `item` names who asks for it. */
export function readJsonNoted(path: string, item: string, notes: Notes): JsonResult {
  const result = readJson(path, notes.files.witness);
  if (result.ok) return result;
  const { problem, why } = result;
  if (problem === 'missing') notes.add(labelMissing, path, { item });
  else if (problem === 'unreadable') notes.add(fileUnreadable, path, { why });
  else if (problem === 'not-utf8') notes.add(labelNotUtf8, path, {});
  else notes.add(labelNotJson, path, { why });
  return result;
}
