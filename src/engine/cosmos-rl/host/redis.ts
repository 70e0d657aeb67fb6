/** Redis as the engine's controller will start it. */
import { constants } from 'node:fs';
import { access, lstat, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ask } from '../../../host/ask.ts';
import type { Fact } from '../../../host/facts.ts';
import type { Io } from '../../../io.ts';
import type { CosmosRlFacts } from './facts.ts';

/** Path and version of redis-server. */
export async function probeRedisServer(
  io: Pick<Io, 'env' | 'cwd'>,
  path: string | undefined,
  timeoutMs: number,
): Promise<CosmosRlFacts['redisServer']> {
  if (path === undefined) return { ok: false, reason: 'redis-server is not on PATH' };
  const answer = await ask(path, ['--version'], { env: io.env, cwd: io.cwd, timeoutMs });
  if (answer.kind !== 'answered') return { ok: false, reason: answer.detail };
  // `Redis server v=7.0.15 sha=…`; Valkey installs itself under the same name and prints `Valkey server v=…`.
  const version = /\bv=(\d+(?:\.\d+)*)/.exec(answer.stdout)?.[1];
  if (version === undefined) return { ok: false, reason: `${path} --version did not name a version` };
  return { ok: true, value: { path, version } };
}

/**
 * Whether redis could append to its log. An existing file is really opened: in a sticky /tmp the kernel refuses
 * O_CREAT on another user's file even to root (fs.protected_regular), which `access` does not tell.
 */
export async function probeRedisLog(path: string): Promise<CosmosRlFacts['redisLog']> {
  const writable = await canAppend(path);
  return writable.ok ? { ok: true, value: { path, writable: writable.value } } : writable;
}

async function canAppend(path: string): Promise<Fact<boolean>> {
  try {
    if (!(await lstat(path)).isFile()) return { ok: true, value: false };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return { ok: false, reason: String(error) };
    return access(dirname(path), constants.W_OK | constants.X_OK).then(
      () => ({ ok: true, value: true }),
      () => ({ ok: true, value: false }),
    );
  }
  const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK } = constants;
  try {
    await (await open(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK)).close();
    return { ok: true, value: true };
  } catch {
    return { ok: true, value: false };
  }
}

/** Whether redis could make `path` its working folder. */
export async function probeOptFolder(path: string): Promise<Fact<boolean>> {
  const can = await Promise.all([stat(path), access(path, constants.X_OK)]).then(
    ([it]) => it.isDirectory(),
    () => false,
  );
  return { ok: true, value: can };
}
