/** The wish of a person that a run on a cluster ends: a signal that comes through Slurm does not tell it from Slurm's own reasons. */
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { namesIn } from '../path-status.ts';
import { PRIVATE, type RunFiles } from './files.ts';

/** Leaves it beside the record, for whoever is in the job, now or after a restart. */
export function wishStop(files: RunFiles): void {
  try {
    writeFileSync(files.stopAsked, '', { mode: PRIVATE.file });
  } catch {
    // The disk is full: the signal says it, too.
  }
}

/** Whether it was left. The folder is listed, since an NFS client remembers for a minute that a file was not there. */
export function isStopWished(files: RunFiles): boolean {
  return namesIn(files.folder).includes(basename(files.stopAsked));
}
