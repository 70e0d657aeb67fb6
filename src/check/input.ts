/** What `check` is to look at: files, every TOML of a folder, or standard input; each read once, when its turn comes. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readConfigBytes, withinBounds } from '../config/config-bytes.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import { statusOf, whyUnreadable } from '../path-status.ts';

/** A config that was read, or why it was not. */
export interface CheckInput {
  /** As the user wrote it; `<stdin>` for `-`. */
  readonly name: string;
  /** Absolute path; missing for standard input. */
  readonly path?: string;
  readonly data?: Uint8Array;
  readonly problem?: string;
}

/** Reads a file that was only named; what was read before, or cannot be, stays as it is. */
export function readInput(input: CheckInput): CheckInput {
  const { name, path, data, problem } = input;
  if (path === undefined || data !== undefined || problem !== undefined) return input;
  const bytes = readConfigBytes(path);
  if ('data' in bytes) return { name, path, ...bytes };
  return {
    name,
    path,
    problem: bytes.problem.replace('give a plain file', 'give `-` to check what a pipe brings'),
  };
}

/** Every TOML file below a folder, in order; what is hidden or installed is left out. */
function tomlBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return tomlBelow(path);
      return entry.name.endsWith('.toml') ? [path] : [];
    });
}

async function inputsOf(word: string, io: Io): Promise<readonly CheckInput[]> {
  if (word === '-') {
    return [{ name: '<stdin>', ...withinBounds(await io.readStdinBytes()) }];
  }
  const path = resolve(io.cwd, word);
  if (statusOf(path)?.isDirectory() !== true) return [{ name: word, path }];
  const names = tomlBelow(path);
  if (names.length === 0)
    throw new Failure(ExitCode.input, `the folder ${word} holds no .toml file`, 'name the config itself');
  return names.map((name) => ({ name: join(word, name.slice(path.length)), path: name }));
}

/** Everything the words of the command line name; `readInput` reads each. Throws Failure 66 for a folder without configs. */
export async function namedInputs(words: readonly string[], io: Io): Promise<readonly CheckInput[]> {
  const all: CheckInput[] = [];
  for (const word of words) {
    try {
      all.push(...(await inputsOf(word, io)));
    } catch (error) {
      if (error instanceof Failure) throw error;
      all.push({ name: word, problem: whyUnreadable(error) });
    }
  }
  return all;
}
