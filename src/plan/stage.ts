/** Puts what the engine reads into the run's folder, at paths that survive the engine's unquoted shell commands. */
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { templatesFolder } from '../recipe/templates.ts';

/** True if a shell would not take the text as one plain word: the launchers of engines do not always quote it. */
function isShellUnsafe(path: string): boolean {
  return !/^[\w@%+=:,./-]+$/.test(path);
}

/** Where the engine finds a run's folder: the folder itself, or a link to it if a shell would split its name. */
export function shellSafeFolder(folder: string, id: string): string {
  return isShellUnsafe(folder) ? join(tmpdir(), `cookbook-run-${id}`) : folder;
}

/** Makes the link of `shellSafeFolder`, if it needs one. */
export function linkFolder(folder: string, safe: string): void {
  if (safe === folder) return;
  mkdirSync(dirname(safe), { recursive: true });
  if (!existsSync(safe)) symlinkSync(folder, safe);
}

/** Copies the entry scripts and prompts into the run's folder, so that a record holds what really ran. */
export function copyEntryScripts(folder: string): void {
  const templates = templatesFolder();
  for (const name of ['entry', 'prompts']) {
    cpSync(join(templates, name), join(folder, name), {
      recursive: true,
      filter: (path) => basename(path) !== '__pycache__',
    });
  }
}
