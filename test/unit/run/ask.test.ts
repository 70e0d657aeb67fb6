/** Asking for a checkpoint: never before the first step, over the port where there is one, else by signal. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { askForCheckpoint } from '../../../src/engine/cosmos-rl/runtime/stop.ts';
import type { Launched, Whereabouts } from '../../../src/engine/engine.ts';
import type { RunView } from '../../../src/engine/events.ts';

const seen: string[] = [];
const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  seen.length = 0;
  for (const server of servers.splice(0)) server.close();
});

/** A controller that answers with this status. */
async function controller(status: number): Promise<number> {
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.writeHead(status).end();
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

async function ask(port: number, step: number, engine = '0.4.7', workers = 2) {
  const where = {
    address: '127.0.0.1',
    signalWorkers: async (signal: string) => {
      seen.push(signal);
      return workers;
    },
  } as unknown as Whereabouts;
  const launched = { engine, ports: { controller: port } } as unknown as Launched;
  return askForCheckpoint(launched, { step, ports: {} } as unknown as RunView, where, 'test');
}

test('before the first step nobody is asked: the final save would crash', async () => {
  const port = await controller(200);
  for (const engine of ['0.4.7', '0.4.4', '0.2.6']) expect(await ask(port, 0, engine)).toBe('none');
  expect(seen).toEqual([]);
});

test('0.4.7 is asked over its port; where that does not answer well, its workers are', async () => {
  expect(await ask(await controller(200), 1)).toBe('request_stop');
  expect(seen).toEqual(['POST /api/request_stop']);
  seen.length = 0;
  expect(await ask(await controller(500), 1)).toBe('SIGUSR1');
  expect(seen).toEqual(['POST /api/request_stop', 'SIGUSR1']);
});

test('0.4.4 has no such port, 0.2.6 no way at all, and without a worker nobody heard', async () => {
  const port = await controller(200);
  expect(await ask(port, 1, '0.4.4')).toBe('SIGUSR1');
  expect(await ask(port, 1, '0.4.4', 0)).toBe('none');
  expect(await ask(port, 1, '0.2.6')).toBe('none');
  expect(seen).toEqual(['SIGUSR1', 'SIGUSR1']);
});
