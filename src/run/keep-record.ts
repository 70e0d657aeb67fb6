/** Keeps the record of an ended run, also where its folder is full, read-only or gone. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { userFolder } from '../user-folders.ts';
import { PRIVATE, type RunFiles, runFiles } from './files.ts';
import { writeRecord } from './record.ts';
import type { RunRecord } from './run-record.ts';

/** The folder of the user's own that takes records whose folder is lost; `undefined` where there is no home. */
export function refugeOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const folder = userFolder('STATE', env);
  return folder === undefined ? undefined : join(folder, 'runs');
}

/** Writes the record; returns why it is not in its folder, and where it is instead. Never throws. */
export function keepRecord(
  files: RunFiles,
  record: RunRecord,
  refuge: string | undefined,
): { readonly why: string; readonly kept?: string } | undefined {
  try {
    writeRecord(files, record);
    return undefined;
  } catch (error) {
    const why = (error as Error).message;
    if (refuge === undefined) return { why };
    try {
      const folder = join(refuge, record.id);
      mkdirSync(folder, { recursive: true, mode: PRIVATE.folder });
      writeRecord(runFiles(folder), record);
      return { why, kept: folder };
    } catch {
      return { why };
    }
  }
}
