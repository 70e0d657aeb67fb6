/** A run whose log could not go on, since its disk has no room: then the log cannot say why the run failed. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Ending } from '../engine/engine.ts';
import { ENGINE_FAILED } from '../engine/torch/ending/kinds.ts';
import { DISK_FULL } from '../engine/torch/symptoms/kinds.ts';
import { stamp } from '../findings/finding.ts';
import { OUTCOMES } from '../findings/outcome.ts';
import { type RunFiles, writeAtomically } from './files.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Whether a few lines can still be written there; a folder that is gone or read-only is not full. */
function hasRoom(folder: string): boolean {
  const path = join(folder, 'room');
  try {
    writeAtomically(path, Buffer.alloc(16 * 1024), 0o600);
    rmSync(path);
    return true;
  } catch (error) {
    return !FULL.has((error as NodeJS.ErrnoException).code ?? '');
  }
}

/** The ending with the full disk as its cause, where nothing else says why the run failed. */
export function onFullDisk(ending: Ending, { folder }: RunFiles): Ending {
  const unknown = ending.findings.every(
    ({ id, severity }) => id === ENGINE_FAILED.id || severity !== 'error',
  );
  if (ending.outcome !== 'failed' || !unknown || hasRoom(folder)) return ending;
  const finding = stamp(DISK_FULL, {
    subject: folder,
    message: 'The disk of the record is full, so that engine.log ends in the middle.',
    because: 'The engine writes its lines there, and ends where it cannot.',
    help: 'Free space there, or name a folder on another disk with --runs-dir; `--resume` goes on from what was saved.',
  });
  return { ...ending, outcome: 'disk', exitCode: OUTCOMES.disk, findings: [finding, ...ending.findings] };
}
