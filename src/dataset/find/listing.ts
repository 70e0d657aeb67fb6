/** A bounded look at a folder: names, and which of them are folders. */
import { type Dirent, opendirSync } from 'node:fs';
import { join } from 'node:path';

/** Enough to know what a folder holds; whoever counts reads it whole. */
const MAX_ENTRIES = 2000;

/** What a folder holds, as far as it was looked at. */
export interface Listing {
  readonly path: string;
  readonly folders: readonly string[];
  readonly files: readonly string[];
  /** There is more than was looked at. */
  readonly more: boolean;
}

/** The names in a folder, sorted, or why it cannot be looked at. */
export function listing(path: string): Listing | string {
  const folders: string[] = [];
  const files: string[] = [];
  try {
    const open = opendirSync(path, { bufferSize: 256 });
    try {
      for (let entry: Dirent | null = open.readSync(); entry !== null; entry = open.readSync()) {
        if (folders.length + files.length === MAX_ENTRIES) return sorted(path, folders, files, true);
        if (entry.name.startsWith('.')) continue;
        if (entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(path, entry.name))))
          folders.push(entry.name);
        else files.push(entry.name);
      }
    } finally {
      open.closeSync();
    }
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'it is not there' : `it cannot be looked at (${code})`;
  }
  return sorted(path, folders, files, false);
}

function isFolder(path: string): boolean {
  try {
    opendirSync(path).closeSync();
    return true;
  } catch {
    return false;
  }
}

function sorted(path: string, folders: string[], files: string[], more: boolean): Listing {
  return { path, folders: folders.sort(), files: files.sort(), more };
}

/** How many names of a listing fit, in words: `12 clips without labels`, `2000 or more .mp4 files`. */
export function counted(
  { files, more }: Listing,
  pattern: RegExp,
  one: string,
  several = `${one}s`,
): string | undefined {
  const count = files.filter((name) => pattern.test(name)).length;
  if (count === 0) return undefined;
  return `${count}${more ? ' or more' : ''} ${count === 1 ? one : several}`;
}
