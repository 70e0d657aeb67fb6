/** Finds the files of a model: a folder, one safetensors file, or a snapshot in the Hugging Face cache. */
import { readdirSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { fileBytes } from '../file-bytes.ts';
import { statusOf } from '../path-status.ts';
import type { Where } from './checkpoint.ts';

/** Where to look: relative names count from `cwd`, the Hub's cache lies in `hfHome`/hub. */
export interface ModelSurroundings {
  readonly cwd?: string;
  readonly hfHome?: string;
}

const REPOSITORY = /^[\w.-]+\/[\w.-]+$/;

type Kind = 'folder' | 'file' | 'other';

function kindOf(path: string): Kind | undefined {
  try {
    const stat = statSync(path);
    return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other';
  } catch (error) {
    // A loop of links is there, but not readable: the reader then says ELOOP.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'other';
  }
}

/** The revision that `refs/main` names, else the only snapshot, else the youngest. */
function snapshotOf(repository: string): string | undefined {
  try {
    const main = (fileBytes(join(repository, 'refs', 'main'), 4096)?.toString('utf8') ?? '').trim();
    if (/^[\w.-]+$/.test(main) && kindOf(join(repository, 'snapshots', main)) === 'folder') return main;
  } catch {
    // No refs: a snapshot that was fetched by its hash.
  }
  try {
    const folders = readdirSync(join(repository, 'snapshots'));
    const age = (name: string) => statusOf(join(repository, 'snapshots', name))?.mtimeMs ?? 0;
    return [...folders].sort((a, b) => age(b) - age(a))[0];
  } catch {
    return undefined;
  }
}

function inCache(repository: string, repo: string): Where | undefined {
  const revision = snapshotOf(repository);
  if (revision === undefined) return undefined;
  return { kind: 'hub-cache', path: join(repository, 'snapshots', revision), repo, revision };
}

function looksLocal(name: string): boolean {
  return isAbsolute(name) || /^\.{0,2}\//.test(name) || name.startsWith('~') || name.includes('\\');
}

/** `models--org--name` is how the Hub's cache spells `org/name`. */
function repoOfFolder(path: string): string | undefined {
  const match = /(?:^|\/)models--([^/]+?)--([^/]+)\/*$/.exec(path);
  return match === null ? undefined : `${match[1]}/${match[2]}`;
}

/** Never throws and never downloads. */
export function locate(written: string, { cwd = process.cwd(), hfHome }: ModelSurroundings = {}): Where {
  // The TAO toolkit writes repositories with a scheme of its own.
  const name = written.replace(/^hf_model:\/\//, '');
  const path = resolve(cwd, name);
  const kind = kindOf(path);
  if (kind === 'folder') {
    const repo = repoOfFolder(path);
    return (repo === undefined ? undefined : inCache(path, repo)) ?? { kind: 'folder', path };
  }
  if (kind !== undefined) return { kind: 'file', path };
  if (looksLocal(name) || !REPOSITORY.test(name)) return { kind: 'missing', path };
  const cached =
    hfHome === undefined
      ? undefined
      : inCache(join(hfHome, 'hub', `models--${name.replace('/', '--')}`), name);
  return cached ?? { kind: 'name', repo: name };
}
