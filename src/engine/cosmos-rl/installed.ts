/** The cosmos-rl version on PATH, from the names of its installed files: no Python is started. */
import { closeSync, existsSync, openSync, readdirSync, readSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Io } from '../../io.ts';

/** The first 4 KiB of a file. */
function beginning(path: string): string {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(4096);
    return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(file);
  }
}

function versionBelow(prefix: string): string | undefined {
  for (const lib of ['lib', 'lib64']) {
    if (!existsSync(join(prefix, lib))) continue;
    for (const python of readdirSync(join(prefix, lib)).filter((name) => /^python3/.test(name))) {
      for (const home of ['site-packages', 'dist-packages']) {
        const folder = join(prefix, lib, python, home);
        if (!existsSync(folder)) continue;
        for (const name of readdirSync(folder)) {
          const version = /^cosmos_rl-(.+)\.dist-info$/.exec(name)?.[1];
          if (version !== undefined) return version;
        }
      }
    }
  }
  return undefined;
}

/** The installed version, or `undefined` where none is found this way. Never throws. */
export function installedEngine(io: Pick<Io, 'env'>): string | undefined {
  const program = (io.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, 'cosmos-rl'))
    .find((path) => path.startsWith('/') && existsSync(path));
  if (program === undefined) return undefined;
  try {
    const python = /^#!\s*(\/\S+)/.exec(beginning(program))?.[1];
    const homes = [program, ...(python === undefined ? [] : [python]), realpathSync(program)];
    return homes.map((path) => versionBelow(dirname(dirname(path)))).find((version) => version !== undefined);
  } catch {
    return undefined;
  }
}
