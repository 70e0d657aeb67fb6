/** Where the files lie that runs are made of: entry scripts and prompts. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of templates: beside the bundle in dist/, or beside src/ when run from sources. */
export function templatesFolder(): string {
  const start = import.meta.dirname ?? dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'templates');
    if (existsSync(join(candidate, 'entry'))) return candidate;
    if (folder === dirname(folder)) return resolve(start, '..', 'templates');
  }
}
