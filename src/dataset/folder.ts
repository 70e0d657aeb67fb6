/** Whether something is a folder, without an exception for any kind of path. */
import { statSync } from 'node:fs';

/** `undefined` for a folder that is there; else why it cannot be used. */
export function whyNoFolder(path: string): string | undefined {
  try {
    return statSync(path).isDirectory() ? undefined : 'it is not a folder';
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'it is not there' : `it cannot be looked at (${code})`;
  }
}
