/** Datasets of the Hugging Face hub that were downloaded before: where they lie, and what to type to get them. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileBytes } from '../file-bytes.ts';
import { whyNoFolder } from './folder.ts';
import type { DataPlace } from './layout.ts';
import type { Environment } from './request.ts';

/** `owner/name`, which is also how a relative path may look. */
const ID = /^[\w.-]+\/[\w.-]+$/;

/** Where caches lie; a unit or a container may have no HOME. */
function cacheHome(env: Environment): string {
  return env['XDG_CACHE_HOME'] || join(env['HOME'] ?? homedir(), '.cache');
}

/** Where huggingface_hub keeps repositories (constants.py, 0.36: HF_HUB_CACHE, HF_HOME, XDG_CACHE_HOME). */
function hubCache(env: Environment): string {
  return env['HF_HUB_CACHE'] || join(env['HF_HOME'] || join(cacheHome(env), 'huggingface'), 'hub');
}

/** The text of a small file of the cache, or `undefined`. */
function refAt(path: string): string | undefined {
  return fileBytes(path, 4096)?.toString('utf8').trim();
}

/** The folder that is named, or the snapshot of the dataset in the local cache; the name itself where there is neither. */
export function locateDataset(name: string, { source, cwd, env }: DataPlace): string {
  if (whyNoFolder(resolve(cwd, name)) === undefined || !ID.test(name)) return name;
  const repository = join(hubCache(env), `datasets--${name.replace('/', '--')}`);
  const { revision } = source;
  const wanted = typeof revision === 'string' && revision !== '' ? revision : 'main';
  const commit = refAt(join(repository, 'refs', wanted)) ?? wanted;
  const snapshot = join(repository, 'snapshots', commit);
  return whyNoFolder(snapshot) === undefined ? snapshot : name;
}
