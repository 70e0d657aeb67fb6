/** `runs/last`: a link to the newest run that was started by hand, for scripts and file managers. */
import { existsSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { linkStatusOf } from '../path-status.ts';

/** The name in the folder of runs; what is no link under it is somebody else's, and stays. */
export const LAST = 'last';

const isLink = (path: string): boolean => linkStatusOf(path)?.isSymbolicLink() === true;

/** The name of the run that it points to. */
export function lastName(runs: string): string | undefined {
  try {
    return basename(readlinkSync(join(runs, LAST)));
  } catch {
    return undefined;
  }
}

/** Points it to this run. Never throws: a folder without links has runs all the same. */
export function pointLast(folder: string): void {
  const link = join(dirname(folder), LAST);
  const part = `${link}.${process.pid}.part`;
  try {
    if (linkStatusOf(link) !== undefined && !isLink(link)) return;
    symlinkSync(basename(folder), part);
    renameSync(part, link);
  } catch {
    rmSync(part, { force: true });
  }
}

/** Takes the link away where the run it names is gone. */
export function dropDeadLast(runs: string): void {
  const link = join(runs, LAST);
  if (isLink(link) && !existsSync(link)) rmSync(link);
}
