/** Which files make up the log of one run: a file, several, a pattern, a `--log-dir` folder or a run folder of ours. */
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { LogFile } from '../../torch/log/read-logs.ts';

const STDOUT = /^(?:console|launcher|stdout|stderr|slurm|nohup|output|train|run)\b/i;
const LOG = /\.(?:log|out|err|txt)(?:\.\d+)?(?:\.gz)?$|^(?:stdout|stderr|console)$/i;
// launcher/launch_all.py:680-712: D/logs_YYYYmmdd-HHMMSS/{controller.log,policy_0.log}, and D/logs_latest.
const LOG_DIR = /^logs_(?:latest$|\d{8}-\d{6})/;

const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
};

/** Launcher and controller first: they begin the run. */
const order = (name: string) => (STDOUT.test(name) ? 0 : /^controller/.test(name) ? 1 : 2);

function logsIn(folder: string, shown: string): readonly LogFile[] {
  return readdirSync(folder)
    .filter((name) => LOG.test(name) && !isFolder(join(folder, name)))
    .sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1))
    .map((name) => ({ path: join(folder, name), shown: join(shown, name) }));
}

/** The link to the newest `logs_…` folder, or that folder: letters come after digits. */
const latest = (names: readonly string[]): string | undefined =>
  names
    .filter((name) => LOG_DIR.test(name))
    .sort()
    .at(-1);

function ofFolder(folder: string, shown: string): readonly LogFile[] {
  const names = readdirSync(folder);
  if (names.includes('engine.log'))
    return [{ path: join(folder, 'engine.log'), shown: join(shown, 'engine.log') }];
  const inner = latest(names);
  return [
    ...logsIn(folder, shown),
    ...(inner === undefined ? [] : logsIn(join(folder, inner), join(shown, inner))),
  ];
}

/** A pattern that no shell expanded: `*` and `?` in the last part of a path. */
function ofPattern(path: string, shown: string): readonly LogFile[] {
  const last = basename(path);
  const wanted = new RegExp(
    `^${last
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
  const folder = dirname(path);
  if (!isFolder(folder)) return [];
  return readdirSync(folder)
    .filter((name) => wanted.test(name) && !isFolder(join(folder, name)))
    .sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1))
    .map((name) => ({ path: join(folder, name), shown: join(dirname(shown), name) }));
}

const exists = (path: string): boolean => {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
};

/** The files that one argument names; none for a folder without logs. */
export function logFiles(argument: string, cwd: string): readonly LogFile[] {
  const path = resolve(cwd, argument);
  if (isFolder(path)) return ofFolder(path, argument);
  if (/[*?]/.test(basename(argument)) && !exists(path)) return ofPattern(path, argument);
  return [{ path, shown: argument }];
}
