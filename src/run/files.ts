/** Names and atomic writing of the files of a run record, `runs/<id>/`. */

import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { jsonText } from '../json/text.ts';

/** The files of a run. */
export function runFiles(folder: string) {
  return {
    folder,
    config: join(folder, 'config.toml'),
    plan: join(folder, 'plan.json'),
    findings: join(folder, 'findings.json'),
    host: join(folder, 'host.json'),
    /** Our own events, one JSON object a line. */
    events: join(folder, 'events.ndjson'),
    /** What the entry script writes: steps, saves, validation. */
    trainEvents: join(folder, 'train-events.ndjson'),
    log: join(folder, 'engine.log'),
    record: join(folder, 'run.json'),
    entry: join(folder, 'entry'),
  } as const;
}

export type RunFiles = ReturnType<typeof runFiles>;

/** Writes a file so that readers see either the old or the new content, never a part. */
export function writeAtomically(path: string, text: string): void {
  const part = `${path}.${process.pid}.part`;
  const file = openSync(part, 'w', 0o644);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
}

/** JSON as it is kept in records. */
export const toText = jsonText;
