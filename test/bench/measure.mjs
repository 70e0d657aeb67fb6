/** What a command takes, and how a row of the table reads. Ratios are of runs in turns, so that a busy machine slows both. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');
export const CLI = join(ROOT, 'dist/cli.js');
const venv = join(ROOT, '.venv/bin/python');
/** The interpreter itself: what PATH finds first may be a shim, and PATH may be another for what is measured. */
export const INTERPRETER = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();
/** The Python of the floors: one with pyarrow, where there is one. */
export const PYTHON = existsSync(venv) ? venv : INTERPRETER;

/** Milliseconds of processor and of wall time and MB of a command; throws where it does not end with one of `wanted`. */
export function spent([command, ...args], { wanted = [0], env = {}, cwd = ROOT } = {}) {
  const meter = join(import.meta.dirname, 'meter.py');
  const { output, stderr } = spawnSync(INTERPRETER, [meter, command, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const { status, ...took } = JSON.parse(output[3]);
  if (!wanted.includes(status))
    throw new Error(`${command} ${args[0]} ended with ${status}, not ${wanted}: ${stderr}`);
  return took;
}

/** What cookbook-run takes. */
export const ours = (...args) => [process.execPath, CLI, ...args];

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** Runs each of the functions in turn, `rounds` times and once before, and gives what each took as {cpu, wall, memory}. */
export function inTurns(rounds, commands, pick = median) {
  const all = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1)
    for (const [name, run] of Object.entries(commands)) {
      const took = run();
      if (round > 0) all[name].push(took);
    }
  const of = (runs, key, choose) => choose(runs.map((one) => one[key]));
  return Object.fromEntries(
    Object.entries(all).map(([name, runs]) => [
      name,
      {
        cpu: of(runs, 'cpu', pick),
        wall: of(runs, 'wall', pick),
        memory: of(runs, 'memory', (list) => Math.max(...list)),
      },
    ]),
  );
}

export const least = (numbers) => Math.min(...numbers);

/** A row: processor time against a floor of the same run. */
export function ratio(what, took, floor, goal, { alone = '', ...more } = {}) {
  const detail = `${took.cpu.toFixed(0)} ms : ${floor.cpu.toFixed(0)} ms${alone && `; ${alone}`}`;
  return { what, value: took.cpu / floor.cpu, unit: 'x', goal, detail, memory: took.memory, ...more };
}
