/** Runs of the engine that lie in an output folder already. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';

/** Names of the run folders in `folder`; the engine calls them `YYYYmmddHHMMSS` (policy/config/__init__.py, all versions). */
export function runsIn(folder: string, workdir: string): readonly string[] {
  try {
    return readdirSync(resolve(workdir, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && /^\d{14}$/.test(entry.name))
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}
