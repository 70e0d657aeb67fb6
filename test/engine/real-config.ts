/** The engine's own `Config`, asked in its own interpreter: scripts/engine-lane.sh installs it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDER = resolve(ROOT, process.env['COOKBOOK_ENGINE_DIR'] ?? '.engine');

/** What the engine made of a config. */
interface Answer {
  readonly ok: boolean;
  readonly error?: string;
  /** Dotted keys that it ignored. */
  readonly dropped: readonly string[];
  /** Keys whose value or type it changed. */
  readonly changed: readonly string[];
}

/** The interpreter that holds this engine version; throws if the lane was not set up: no version is passed over. */
export function pythonOf(version: string): string {
  const python = join(FOLDER, `v-${version}`, 'bin/python');
  if (!existsSync(python)) throw new Error(`${python} is missing: run scripts/engine-lane.sh`);
  return python;
}

/** Asks about many configs in one process. */
export function askConfig(
  version: string,
  requests: ReadonlyArray<{ readonly text: string; readonly again?: boolean }>,
): readonly Answer[] {
  const done = spawnSync(pythonOf(version), [join(import.meta.dirname, 'ask_config.py')], {
    input: requests.map((request) => `${JSON.stringify(request)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.status !== 0) throw new Error(`cosmos-rl ${version} could not be asked: ${done.stderr}`);
  const lines = done.stdout.trim().split('\n');
  return requests.map((_, index) => JSON.parse(lines[index] ?? '') as Answer);
}
