/** One run at a time on one output folder. The lock names its owner so that a reused pid or a reboot is no false owner. */
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processesOf } from '../executors/processes.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import { type ProcessName, processName, stillLives } from './record.ts';

interface Owner {
  readonly run: string;
  readonly since: string;
  readonly process: ProcessName;
}

function readOwner(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

/** Whether the owner, or a process of its run, still lives. */
function holds(owner: Owner): boolean {
  return stillLives(owner.process) || processesOf(owner.run, []).length > 0;
}

/**
 * Takes the lock of an output folder for run `id` and returns how to release it. Throws Failure 75 if a live run holds it;
 * the lock of a dead run is taken over. Of two starts in the same instant exactly one wins: link() does not overwrite.
 */
export function lockOutput(folder: string, id: string, now: number): () => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, '.cookbook-run.lock');
  const mine: Owner = { run: id, since: new Date(now).toISOString(), process: processName(process.pid) };
  const draft = `${path}.${process.pid}.${id}`;
  writeFileSync(draft, JSON.stringify(mine));
  try {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      try {
        linkSync(draft, path);
        return () => {
          if (readOwner(path)?.run === id) rmSync(path, { force: true });
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const owner = readOwner(path);
      if (owner !== undefined && holds(owner)) {
        throw new Failure(
          ExitCode.retry,
          `run ${owner.run} (pid ${owner.process.pid}) has been writing to ${folder} since ${owner.since}`,
          'wait for it (`cookbook-run runs follow`), or choose another --output',
        );
      }
      const stale = `${path}.stale.${process.pid}`;
      if (existsSync(path)) renameSync(path, stale);
      // Another starter may have replaced the dead lock in between: then what was moved away is its live one.
      if (owner !== undefined && existsSync(stale) && readOwner(stale)?.run !== owner.run)
        renameSync(stale, path);
      rmSync(stale, { force: true });
    }
    throw new Failure(ExitCode.retry, `could not take the lock ${path}`, 'try again');
  } finally {
    rmSync(draft, { force: true });
  }
}
