/** What lies in a folder, in bytes. */
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

function below(path: string): number {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) return stat.isFile() ? stat.size : 0;
  return readdirSync(path).reduce((sum, name) => sum + below(join(path, name)), 0);
}

/** Bytes of a file, or of all plain files below a folder, links not followed; `undefined` where something cannot be read. */
export function bytesOf(path: string): number | undefined {
  try {
    const stat = statSync(path);
    if (!stat.isDirectory()) return stat.size;
    return readdirSync(path).reduce((sum, name) => sum + below(join(path, name)), 0);
  } catch {
    return undefined;
  }
}
