/** Stops a run: a checkpoint first where the engine can make one, then the whole tree, and proof that none is left. */
import { setTimeout as sleep } from 'node:timers/promises';
import { atLeast } from '../engine/cosmos-rl/versions.ts';
import { processesOf, type RunProcess, signalAll } from '../executors/processes.ts';

/** What is known about the running engine. */
export interface StopTarget {
  readonly id: string;
  readonly engine: string;
  readonly controllerPort: number;
  readonly redisPorts: readonly number[];
  /** Whether a step was finished: before that, a stop request crashes the final save (0.4.7, step 0 has no scheduler). */
  readonly stepped: boolean;
}

/** How a checkpoint was asked for. */
export type GracefulWay = 'request_stop' | 'SIGUSR1' | 'none';

/**
 * Asks the engine to save and end: `POST /api/request_stop` from 0.4.7, SIGUSR1 to the workers from 0.4.2
 * (policy/worker/stop.py, utils/dist_signal_handler.py). Resolves with the way that was taken; never throws.
 */
export async function askForCheckpoint(target: StopTarget, reason: string): Promise<GracefulWay> {
  if (!target.stepped) return 'none';
  if (atLeast(target.engine, '0.4.7')) {
    try {
      const response = await fetch(`http://127.0.0.1:${target.controllerPort}/api/request_stop`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ reason }),
        signal: AbortSignal.timeout(10_000),
      });
      if (response.ok) return 'request_stop';
    } catch {
      // the controller does not answer: try the workers
    }
  }
  if (!atLeast(target.engine, '0.4.2')) return 'none';
  const workers = processesOf(target.id, []).filter(
    (process) => process.worker && /python/.test(process.command),
  );
  signalAll(
    workers.map((process) => process.pid),
    'SIGUSR1',
  );
  return workers.length === 0 ? 'none' : 'SIGUSR1';
}

/** Ends every process of the run, SIGTERM first, SIGKILL after `terminateSeconds`; resolves with those that would not go. */
export async function stopTree(
  id: string,
  redisPorts: readonly number[],
  terminateSeconds: number,
  hurry: () => boolean = () => false,
): Promise<readonly RunProcess[]> {
  const left = () => processesOf(id, redisPorts);
  signalAll(
    left().map((process) => process.pid),
    'SIGTERM',
  );
  const patience = Date.now() + terminateSeconds * 1000;
  while (left().length > 0 && Date.now() < patience && !hurry()) await sleep(100);
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const survivors = left();
    if (survivors.length === 0) return [];
    signalAll(
      survivors.map((process) => process.pid),
      'SIGKILL',
    );
    await sleep(100);
  }
  return left();
}
