/** The prompts of our own, or those a config names, read as the entry scripts read them (cookbook_entry/files.py). */
import { join, resolve } from 'node:path';
import { readText } from '../json/read.ts';
import { templatesFolder } from '../recipe/templates.ts';
import type { Notes } from './finding-collector.ts';
import { promptUnreadable } from './findings/place.ts';

/** A prompt that is longer is no prompt. */
const MAX_BYTES = 1024 * 1024;

/** Text without the blanks around it: the file that `key` names, else the bundled one; "" after a note. */
export function promptText(
  chosen: string | undefined,
  bundled: string,
  key: string,
  cwd: string,
  notes: Notes,
): string {
  const path = chosen === undefined ? join(templatesFolder(), 'prompts', bundled) : resolve(cwd, chosen);
  const read = readText(path, MAX_BYTES, notes.files.witness);
  if (typeof read !== 'string') {
    notes.add(promptUnreadable, path, { key, why: read.why });
    return '';
  }
  const text = read.trim();
  if (text === '') notes.add(promptUnreadable, path, { key, why: 'it is empty' });
  return text;
}
