/** Ends every process of a run, and proves that none is left. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunProcess } from '../engine/engine.ts';
import type { Handle, Strays } from '../executors/executor.ts';

const LOOK_MS = 100;
const ATTEMPTS = 50;

/** SIGTERM first, SIGKILL after `terminateSeconds` or once `hurry` says so; resolves with those that would not go. */
export async function stopTree(
  handle: Handle,
  strays: Strays,
  terminateSeconds: number,
  hurry: () => boolean = () => false,
): Promise<readonly RunProcess[]> {
  const left = () => handle.alive(strays);
  await handle.signal('SIGTERM', strays);
  const patience = performance.now() + terminateSeconds * 1000;
  while ((await left()).length > 0 && performance.now() < patience && !hurry()) await sleep(LOOK_MS);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if ((await left()).length === 0) return [];
    await handle.signal('SIGKILL', strays);
    await sleep(LOOK_MS);
  }
  return left();
}
