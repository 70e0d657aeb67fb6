/** Where a program lies on PATH, as a shell would find it. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Io } from '../io.ts';
import type { HostFacts } from './facts.ts';

/** The first executable regular file called `name` on PATH, as an absolute path. */
export async function programPath(name: string, io: Pick<Io, 'env' | 'cwd'>): Promise<string | undefined> {
  for (const folder of (io.env['PATH'] ?? '').split(':')) {
    // An empty entry of PATH means the working folder (POSIX).
    const candidate = resolve(io.cwd, join(folder === '' ? '.' : folder, name));
    try {
      await access(candidate, constants.X_OK);
      if ((await stat(candidate)).isFile()) return candidate;
    } catch {
      // Not here: look on.
    }
  }
  return undefined;
}

/** The path of every one of these programs, `undefined` where it is not on PATH. */
export async function programPaths(
  names: readonly string[],
  io: Pick<Io, 'env' | 'cwd'>,
): Promise<HostFacts['programs']> {
  const found = await Promise.all(names.map(async (name) => [name, await programPath(name, io)] as const));
  return { ok: true, value: Object.fromEntries(found) };
}
