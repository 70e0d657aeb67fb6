/** Keeps the record of an ended run, also where its folder is full, read-only or gone. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PRIVATE, type RunFiles, runFiles } from './files.ts';
import { writeRecord } from './record.ts';
import type { RunRecord } from './run-record.ts';

/** The folder of the user's own that takes records whose folder is lost. */
export function refugeOf(env: Readonly<Record<string, string | undefined>>): string {
  const state = env['XDG_STATE_HOME'];
  const home = state?.startsWith('/') === true ? state : join(env['HOME'] ?? '/nonexistent', '.local/state');
  return join(home, 'cookbook-run/runs');
}

/** Writes the record; returns why it is not in its folder, and where it is instead. Never throws. */
export function keepRecord(
  files: RunFiles,
  record: RunRecord,
  refuge: string,
): { readonly why: string; readonly kept?: string } | undefined {
  try {
    writeRecord(files, record);
    return undefined;
  } catch (error) {
    const why = (error as Error).message;
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
