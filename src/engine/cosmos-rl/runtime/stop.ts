/** How cosmos-rl is asked for a checkpoint and an end, and which of its processes no tag tells. */
import type { GracefulWay, Launched, RunProcess, Whereabouts } from '../../engine.ts';
import type { RunView } from '../../events.ts';
import { hasCapability } from '../versions.ts';

const isWorker = (process: RunProcess) => process.worker && /python/.test(process.command);

/** The port of a name: the one that the engine printed, else the one it was asked to take. */
function portOf(name: string, launched: Launched, view: RunView): number | undefined {
  return view.ports[name] ?? launched.ports[name];
}

/** Before the first step a stop request crashes the final save (0.4.7: step 0 has no scheduler). */
export function nothingToSave(view: RunView): string | undefined {
  return view.step > 0 ? undefined : 'no step was finished yet, so there is nothing to save';
}

/** `POST /api/request_stop` where there is one, else SIGUSR1 to the workers (policy/worker/stop.py, utils/dist_signal_handler.py). */
export async function askForCheckpoint(
  launched: Launched,
  view: RunView,
  where: Whereabouts,
  reason: string,
): Promise<GracefulWay> {
  if (nothingToSave(view) !== undefined) return 'none';
  if (hasCapability(launched.engine, 'stopEndpoint')) {
    try {
      const address = `http://${where.address}:${portOf('controller', launched, view)}/api/request_stop`;
      const response = await fetch(address, {
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
  if (!hasCapability(launched.engine, 'signalCheckpoint')) return 'none';
  return (await where.signalWorkers('SIGUSR1', isWorker)) === 0 ? 'none' : 'SIGUSR1';
}

/**
 * redis rewrites its title over its own environ and re-parents to init, so that only its title `redis-server 0.0.0.0:PORT`
 * tells (seen on GPUs with 0.4.7). The port asked for counts only if the engine did not print another.
 */
export function isStray(command: string, launched: Launched, view: RunView): boolean {
  const port = /redis-server\S* \S*:(\d+)/.exec(command)?.[1];
  return port !== undefined && Number(port) === portOf('redis', launched, view);
}

/** /tmp/tmpXXXX.toml and redis' config: launcher/launch_all.py and the controller leave them behind on every failure. */
export const LEFTOVERS = /^tmp[\w-]+\.(toml|redis_config\.conf)$/;
