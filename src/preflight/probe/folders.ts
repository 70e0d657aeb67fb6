/** Folders: what is there, whether we may write, how much is free. */
import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { HostFacts } from '../../host/facts.ts';

function mayAccess(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

/** The output folder, judged by its nearest existing parent: nothing is created. */
export async function probeOutput(path: string, cwd: string): Promise<HostFacts['output']> {
  const wanted = resolve(cwd, path);
  for (let parent = wanted; ; parent = dirname(parent)) {
    try {
      const isFolder = (await stat(parent)).isDirectory();
      const { bavail, bsize } = await statfs(parent);
      const writable = isFolder && (await mayAccess(parent, constants.W_OK | constants.X_OK));
      return {
        ok: true,
        value: { path: wanted, existingParent: parent, writable, freeBytes: bavail * bsize },
      };
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['ENOENT', 'ENOTDIR'].includes(code) || parent === dirname(parent)) {
        return { ok: false, reason: `${parent} cannot be looked at: ${code || String(error)}` };
      }
    }
  }
}

/** Size and free space of shared memory, in which the data loader's workers hand over their samples. */
export async function probeSharedMemory(path: string): Promise<HostFacts['sharedMemory']> {
  try {
    const { bavail, blocks, bsize } = await statfs(path);
    return { ok: true, value: { freeBytes: bavail * bsize, totalBytes: blocks * bsize } };
  } catch (error) {
    return {
      ok: false,
      reason: `${path} cannot be looked at: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
    };
  }
}
