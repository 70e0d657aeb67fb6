/** What a failed test leaves to be read from the output of CI alone: record, logs of the runs and of Slurm, jobs and processes. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { onTestFailed } from 'vitest';
import { processes } from './processes.ts';

const LINES = 60;

function tail(path: string, lines = LINES): string {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch (error) {
    return `(${(error as Error).message})`;
  }
}

/** The last lines of the newest files of a folder, oldest attempt first. */
function logs(folder: string, wanted: RegExp, depth = 3): readonly string[] {
  if (depth === 0 || !existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return logs(path, wanted, depth - 1);
    return entry.isFile() && wanted.test(entry.name) && statSync(path).size > 0
      ? [`--- ${path}\n${tail(path)}`]
      : [];
  });
}

const said = (program: string, ...args: readonly string[]) => {
  const { stdout, stderr } = spawnSync(program, [...args], { encoding: 'utf8', timeout: 10_000 });
  return `--- ${program} ${args.join(' ')}\n${stdout}${stderr}`;
};

/** Everything that tells what happened in a place. */
function everything(folder: string, runs: readonly string[]): string {
  const cluster = process.env['COOKBOOK_CLUSTER'] ?? '';
  return [
    ...runs.flatMap((run) => [
      `=== ${basename(run)}\n--- run.json\n${tail(join(run, 'run.json'), 200)}`,
      ...logs(run, /^(events\.ndjson|engine\.log|slurm-.*\.log)$/),
    ]),
    ...logs(join(folder, 'nights'), /\.(log|json)$/),
    said('scontrol', '--oneliner', 'show', 'job'),
    said('sinfo', '-N', '-l'),
    ...logs(join(cluster, 'log'), /^slurm/),
    '--- processes of the runs',
    ...processes().flatMap(({ pid, command, environ }) =>
      runs.some((run) => environ.includes(`COOKBOOK_RUN_ID=${basename(run)}`)) || /^slurmstepd/.test(command)
        ? [`${pid} ${command}`]
        : [],
    ),
  ].join('\n');
}

/** Prints all of it where the test fails; `runs` grows while it goes on. */
export function tellWhenFailed(folder: string, runs: readonly string[]): void {
  onTestFailed(() => void process.stderr.write(`${everything(folder, runs)}\n`));
}
