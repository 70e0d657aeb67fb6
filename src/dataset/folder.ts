/** Whether something is a folder or a file, without an exception for any kind of path. */
import { type Stats, statSync } from 'node:fs';
import type { LayoutDefinition } from './layout.ts';

function whyNot(path: string, fits: (status: Stats) => boolean, words: string): string | undefined {
  try {
    return fits(statSync(path)) ? undefined : words;
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'it is not there' : `it cannot be looked at (${code})`;
  }
}

/** `undefined` for a folder that is there; else why it cannot be used. */
export function whyNoFolder(path: string): string | undefined {
  return whyNot(path, (status) => status.isDirectory(), 'it is not a folder');
}

/** The same for what a layout begins with. */
export function whyNoRoot(path: string, kind: LayoutDefinition['root']): string | undefined {
  if (kind === 'folder') return whyNoFolder(path);
  if (kind === 'file') return whyNot(path, (status) => status.isFile(), 'it is not a plain file');
  return whyNot(path, (status) => status.isFile() || status.isDirectory(), 'it is neither file nor folder');
}
