/** The prompts of our own, or those a config names, read as the entry scripts read them (cookbook_entry/files.py). */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { templatesFolder } from '../recipe/templates.ts';
import { promptUnreadable } from './findings/prompt-unreadable.ts';
import type { Notes } from './notes.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text without the blanks around it: the file that `key` names, else the bundled one; "" after a note. */
export function promptText(
  chosen: string | undefined,
  bundled: string,
  key: string,
  cwd: string,
  notes: Notes,
): string {
  const path = chosen === undefined ? join(templatesFolder(), 'prompts', bundled) : resolve(cwd, chosen);
  let text: string;
  try {
    text = decoder.decode(readFileSync(path)).trim();
  } catch (error) {
    const { code = 'it is not UTF-8' } = error as NodeJS.ErrnoException;
    notes.add(promptUnreadable, path, { key, why: code });
    return '';
  }
  if (text === '') notes.add(promptUnreadable, path, { key, why: 'it is empty' });
  return text;
}
