/** How cosmos-rl is asked for a checkpoint and an end, and which of its processes no tag tells. */
import { connect } from 'node:net';
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
  const port = redisPort(command);
  return port !== undefined && port === portOf('redis', launched, view);
}

function redisPort(command: string): number | undefined {
  const port = /^\S*redis-server\S* \S*:(\d+)/.exec(command)?.[1];
  return port === undefined ? undefined : Number(port);
}

/** The controller starts redis with a file of this name (utils/network_util.py write_redis_config, 0.2.6 to 0.4.7). */
const OURS = /\.redis_config\.conf$/;
const PATIENCE_MS = 1000;

/** Asks the redis of a process title which file configured it: one with another file was not started by cosmos-rl. */
export function disowned(command: string, address: string): Promise<boolean> {
  const port = redisPort(command);
  if (port === undefined) return Promise.resolve(false);
  return new Promise((done) => {
    const socket = connect({ port, host: address });
    let answer = '';
    const end = (is: boolean) => {
      socket.destroy();
      done(is);
    };
    socket.setTimeout(PATIENCE_MS, () => end(false));
    socket.on('error', () => {
      // it is closed after that
    });
    socket.on('close', () => done(false));
    socket.on('connect', () => socket.write('INFO server\r\n'));
    socket.on('data', (data) => {
      answer = (answer + data.toString('latin1')).slice(0, 65_536);
      const file = /^config_file:([^\r\n]*)\r?\n/m.exec(answer)?.[1];
      if (file !== undefined) end(!OURS.test(file));
    });
  });
}
