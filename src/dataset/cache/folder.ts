/** Where results are kept between two checks, and how: whole files, written beside and renamed. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readJsonFile } from '../../json/read.ts';
import { namesIn, statusOf } from '../../path-status.ts';
import { masked } from '../../plain.ts';
import { userFolder } from '../../user-folders.ts';

/** Where what was found of data is kept; `undefined` where there is no home. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const folder = userFolder('CACHE', env);
  return folder === undefined ? undefined : join(folder, 'data');
}

/** A file name for a key of any kind. */
export function cacheNameOf(key: unknown): string {
  const text = JSON.stringify(key, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** What is remembered of a million clips; a larger file is not worth its reading. */
const MAX_BYTES = 256 * 1024 * 1024;

/** The JSON value in a file of ours; `undefined` where it is missing or damaged. */
export function load(path: string): unknown {
  const read = readJsonFile(path, MAX_BYTES);
  return read.ok ? read.value : undefined;
}

/** Makes a folder and those above it, one by one: Node's recursive mkdir never returns from a folder in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    // It names what a user trains on.
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

const BESIDE = /^[0-9a-f]{32}\.json\.[0-9a-f-]{36}$/;
const HOUR_MS = 3_600_000;

/** Removes what a check that was killed while it wrote has left: no write takes an hour. */
function sweep(folder: string): void {
  for (const name of namesIn(folder).filter((name) => BESIDE.test(name)))
    if (Date.now() - (statusOf(join(folder, name))?.mtimeMs ?? Date.now()) > HOUR_MS)
      remove(join(folder, name));
}

/** Writes a file of ours. Nothing depends on it, so a full disk or a read-only home is no failure. */
export function store(path: string, value: unknown): void {
  const beside = `${path}.${randomUUID()}`;
  try {
    // It throws for whole numbers of TOML in a remedy, which JSON does not keep: such an answer is found anew each time,
    const text = JSON.stringify(value);
    // and so is one that holds a token.
    if (masked(text) !== text) return;
    makeFolder(dirname(path));
    sweep(dirname(path));
    writeFileSync(beside, text, { flag: 'wx', mode: 0o600 });
    renameSync(beside, path);
  } catch {
    remove(beside);
  }
}

/** Where a folder cannot be, there is nothing to remove either: `force` forgives a missing file only. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Nothing of ours is there.
  }
}
