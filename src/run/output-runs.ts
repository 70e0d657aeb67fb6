/** Which runs are in an output folder already. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ENGINES } from '../engine/registry.ts';
import { statusOf } from '../path-status.ts';

/** What a run of any engine leaves in its folder. */
const MARKS = ENGINES.flatMap(({ layout }) => layout.parents);

function isRun(folder: string): boolean {
  return MARKS.some((mark) => statusOf(join(folder, mark))?.isDirectory() === true);
}

/** Names of the runs below `outputDir`, relative to `cwd`; none where the folder cannot be read. Never throws. */
export function outputRuns(outputDir: string, cwd: string): readonly string[] {
  const root = resolve(cwd, outputDir);
  try {
    const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return folders.map(({ name }) => name).filter((name) => name !== 'best' && isRun(join(root, name)));
  } catch {
    return [];
  }
}
