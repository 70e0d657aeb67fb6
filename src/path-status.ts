/** What the operating system says of a path: an error there is an answer in words, never a bug of ours. */
import { lstatSync, readdirSync, type Stats, statSync } from 'node:fs';

/** What is at a path, links followed; nothing where there is nothing or it cannot be looked at: a loop, a forbidden folder, a name too long. */
export function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The same of the path itself: a link is a link, wherever it leads. */
export function linkStatusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** What is in a folder; nothing where there is none or it cannot be listed. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EISDIR: 'is a folder',
  ELOOP: 'is a loop of links',
  ENAMETOOLONG: 'has a name that is too long',
  ENXIO: 'is a socket or a device',
  ERR_FS_FILE_TOO_LARGE: 'is too large to be read',
  ERR_STRING_TOO_LONG: 'is too large to be read',
  ERR_INVALID_ARG_VALUE: 'has a NUL character in its name',
};

/** Why a path cannot be read, as a clause. */
export function whyUnreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return WHY[code] ?? `cannot be read (${code || String(error)})`;
}
