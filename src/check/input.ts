/** What `check` is to look at: files, every TOML of a folder, or standard input; each read once, and never a pipe that hangs. */
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';

/** A config that was read, or why it was not. */
export interface CheckInput {
  /** As the user wrote it; `<stdin>` for `-`. */
  readonly name: string;
  /** Absolute path; missing for standard input. */
  readonly path?: string;
  readonly data?: Uint8Array;
  readonly problem?: string;
}

/** A config has some kilobytes; what is far larger is something else, and the engine's reader needs time with its square. */
export const LARGEST_BYTES = 256 * 1024;

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  ELOOP: 'is a loop of links',
  ENAMETOOLONG: 'has a name that is too long',
  ENXIO: 'is a socket or a device',
};

const tooLarge = (bytes: number) => `has ${bytes} bytes, which is no config (the limit is ${LARGEST_BYTES})`;

/** One file. Opened without waiting, since opening a pipe that nobody writes to would never return. */
function readOne(name: string, path: string): CheckInput {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const info = fstatSync(file);
    if (!info.isFile())
      return { name, path, problem: 'is a pipe or a device; give `-` to check what a pipe brings' };
    if (info.size > LARGEST_BYTES)
      return {
        name,
        path,
        problem: tooLarge(info.size),
      };
    return { name, path, data: readFileSync(file) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    return { name, path, problem: WHY[code] ?? `cannot be read (${code || String(error)})` };
  } finally {
    if (file !== undefined) closeSync(file);
  }
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
    const data = await io.readStdinBytes();
    return [
      data.length > LARGEST_BYTES
        ? { name: '<stdin>', problem: tooLarge(data.length) }
        : { name: '<stdin>', data },
    ];
  }
  const path = resolve(io.cwd, word);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [readOne(word, path)];
  const names = tomlBelow(path);
  if (names.length === 0)
    throw new Failure(ExitCode.input, `the folder ${word} holds no .toml file`, 'name the config itself');
  return names.map((name) => readOne(join(word, name.slice(path.length)), name));
}

/** Everything the words of the command line name. Throws Failure 66 for a folder without configs. */
export async function readInputs(words: readonly string[], io: Io): Promise<readonly CheckInput[]> {
  const all: CheckInput[] = [];
  for (const word of words) {
    try {
      all.push(...(await inputsOf(word, io)));
    } catch (error) {
      if (error instanceof Failure) throw error;
      const code = (error as NodeJS.ErrnoException).code ?? '';
      all.push({ name: word, problem: WHY[code] ?? `cannot be read (${code || String(error)})` });
    }
  }
  return all;
}
