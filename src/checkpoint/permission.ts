/** Files of a model that are whole and not ours to read: whose they are, and with which mode. */
import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Problem } from './checkpoint.ts';

/** Whether an error code says that the file was not ours to open. */
export function isForbidden(code: string | undefined): boolean {
  return code === 'EACCES' || code === 'EPERM';
}

function whose(path: string): string {
  try {
    const { mode, uid } = statSync(path);
    const own = process.getuid?.() === uid ? 'your own' : 'another owner';
    return `${basename(path)} has mode ${(mode & 0o777).toString(8).padStart(3, '0')}, ${own}`;
  } catch {
    return `the folder ${dirname(path)} cannot be entered`;
  }
}

/** The problem of a file that cannot be opened by this user. */
export function forbidden(file: string): Problem {
  return { kind: 'forbidden', file, why: whose(file) };
}

/** The problem of a path that cannot even be looked at, because a folder above it may not be entered. */
export function shutOut(path: string): Problem | undefined {
  try {
    statSync(path);
    return undefined;
  } catch (error) {
    return isForbidden((error as NodeJS.ErrnoException).code) ? forbidden(path) : undefined;
  }
}
