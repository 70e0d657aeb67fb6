/** Which files make up the log of one run: a file, several, a pattern, a `--log-dir` folder or a run folder of ours. */
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { LogPlaces } from '../../engine.ts';
import type { LogFile } from './read-logs.ts';

const STDOUT = /^(?:console|launcher|stdout|stderr|slurm|nohup|output|train|run)\b/i;
const LOG = /\.(?:log|out|err|txt)(?:\.\d+)?(?:\.gz)?$|^(?:stdout|stderr|console)$/i;

const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
};

type Places = readonly LogPlaces[];

/** What begins the run first. */
const order = (name: string, places: Places) =>
  STDOUT.test(name) ? 0 : places.some(({ first }) => first.test(name)) ? 1 : 2;

const inOrder = (names: readonly string[], places: Places): readonly string[] =>
  [...names].sort((a, b) => order(a, places) - order(b, places) || (a < b ? -1 : 1));

function filesIn(folder: string, shown: string, wanted: RegExp, places: Places): readonly LogFile[] {
  const names = readdirSync(folder).filter((name) => wanted.test(name) && !isFolder(join(folder, name)));
  return inOrder(names, places).map((name) => ({ path: join(folder, name), shown: join(shown, name) }));
}

/** The link to the newest of the folders with logs, or that folder: letters come after digits. */
const latest = (names: readonly string[], places: Places): string | undefined =>
  names
    .filter((name) => places.some(({ folders }) => folders.test(name)))
    .sort()
    .at(-1);

function ofFolder(folder: string, shown: string, places: Places): readonly LogFile[] {
  const names = readdirSync(folder);
  if (names.includes('engine.log'))
    return [{ path: join(folder, 'engine.log'), shown: join(shown, 'engine.log') }];
  const inner = latest(names, places);
  return [
    ...filesIn(folder, shown, LOG, places),
    ...(inner === undefined ? [] : filesIn(join(folder, inner), join(shown, inner), LOG, places)),
  ];
}

/** A pattern that no shell expanded: `*` and `?` in the last part of a path. */
function ofPattern(path: string, shown: string, places: Places): readonly LogFile[] {
  const last = basename(path);
  const wanted = new RegExp(
    `^${last
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
  const folder = dirname(path);
  return isFolder(folder) ? filesIn(folder, dirname(shown), wanted, places) : [];
}

const exists = (path: string): boolean => {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
};

/** The files that one argument names, as engines place them; none for a folder without logs. */
export function logFiles(argument: string, cwd: string, places: Places): readonly LogFile[] {
  const path = resolve(cwd, argument);
  if (isFolder(path)) return ofFolder(path, argument, places);
  if (/[*?]/.test(basename(argument)) && !exists(path)) return ofPattern(path, argument, places);
  return [{ path, shown: argument }];
}
