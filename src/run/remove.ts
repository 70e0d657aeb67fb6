/** Removing runs: which must stay, and what goes with one. */
import { existsSync, lstatSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { dropDeadLast, LAST } from './last-link.ts';
import { goesOn, isOver, type RunState } from './record.ts';

/** Why this run must stay, or `undefined`; `named` is the word that meant it, which may be a path. */
export function whyKept(
  state: RunState,
  named: string,
): { readonly why: string; readonly help: string } | undefined {
  const { record, files } = state;
  if (!isOver(state)) return { why: goesOn(state), help: `cookbook-run runs stop ${record.id}` };
  // A path was followed to find the run, so that its folder is no link any more.
  const given = named.includes('/') ? resolve(named) : files.folder;
  if (basename(given) !== LAST && lstatSync(given).isSymbolicLink())
    return { why: `${given} is a link`, help: 'remove what it points to yourself, if it is yours' };
  if (basename(files.folder) !== record.id)
    return {
      why: `${files.folder} holds a record of run ${record.id} and has not its name, so that what else lies there may be yours`,
      help: 'remove it yourself, if it is all of the run',
    };
  // A series keeps nights/ beside runs/; which of its runs may go is decided by its retention.
  if (existsSync(join(dirname(dirname(files.folder)), 'nights')))
    return {
      why: `run ${record.id} belongs to a series of nights`,
      help: 'cookbook-run nightly prune SERIES.toml',
    };
  return undefined;
}

/** Removes the folder of a run, and the link `last` beside it where that named it. */
export function removeRun({ files }: RunState): void {
  rmSync(files.folder, { recursive: true });
  dropDeadLast(dirname(files.folder));
}
