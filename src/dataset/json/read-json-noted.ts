/** Reads the JSON of a label or conversation and notes what is wrong with the file. */

import { readText } from '../../json/read.ts';
import { syntaxFault } from '../../json/syntax-fault.ts';
import type { Notes } from '../finding-collector.ts';
import { labelMissing, labelNotJson, labelNotUtf8 } from '../findings/labels.ts';
import { fileUnreadable } from '../findings/place.ts';
import { type JsonResult, readJson } from './read-json.ts';

/** A label is some kilobytes: a longer text is not looked through for the place of its fault. */
const MAX_BYTES = 1024 * 1024;

function faultOf(path: string): { readonly why: string; readonly fix: string } | undefined {
  const text = readText(path, MAX_BYTES);
  const fault = typeof text === 'string' ? syntaxFault(text) : undefined;
  return fault && { why: `line ${fault.line}, column ${fault.column}: ${fault.what}`, fix: fault.fix };
}

/** The value in the file, or `ok: false` after a note. `item` names who asks for it. */
export function readJsonNoted(path: string, item: string, notes: Notes): JsonResult {
  const result = readJson(path, notes.files.witness);
  if (result.ok) return result;
  const { problem, why } = result;
  if (problem === 'missing') notes.add(labelMissing, path, { item });
  else if (problem === 'unreadable') notes.add(fileUnreadable, path, { why });
  else if (problem === 'not-utf8') notes.add(labelNotUtf8, path, {});
  else notes.add(labelNotJson, path, faultOf(path) ?? { why });
  return result;
}
