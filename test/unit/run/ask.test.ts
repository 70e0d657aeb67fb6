/** Asking for a checkpoint: never before the first step, over the port where there is one, else by signal. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createRedis, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { leaveRequest, nothingSoFar } from '../../../src/engine/cosmos-framework/runtime/stop.ts';
import {
  askForCheckpoint,
  disowned,
  isStray,
  nothingToSave,
} from '../../../src/engine/cosmos-rl/runtime/stop.ts';
import type { Launched, RunProcess, Whereabouts } from '../../../src/engine/engine.ts';
import type { RunView } from '../../../src/engine/events.ts';

const seen: string[] = [];
/** What the controller is sent. */
const heard: string[] = [];
/** Who would get the signal. */
let hears: (process: RunProcess) => boolean = () => false;
const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  seen.length = 0;
  heard.length = 0;
  for (const server of servers.splice(0)) server.close();
});

/** A controller that answers with this status. */
async function controller(status: number): Promise<number> {
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    request.on('data', (data) => heard.push(`${request.headers['content-type']} ${data}`));
    request.on('end', () => response.writeHead(status).end());
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

async function ask(port: number, step: number, engine = '0.4.7', workers = 2) {
  const where = {
    address: '127.0.0.1',
    signalWorkers: async (signal: string, isWorker: typeof hears) => {
      seen.push(signal);
      hears = isWorker;
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
  expect(heard).toEqual(['application/json {"reason":"test"}']);
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

test('only a worker that is Python knows the signal: anything else would die of it', async () => {
  await ask(1, 1, '0.4.4');
  const process = (command: string, worker: boolean): RunProcess => ({ pid: 7, command, worker });
  expect(
    [process('/v/bin/python -u train.py', true), process('python x', false), process('sh run.sh', true)].map(
      hears,
    ),
  ).toEqual([true, false, false]);
});

test('there is nothing to save before the first step', () => {
  for (const nothing of [nothingToSave, nothingSoFar])
    expect([0, 1].map((step) => nothing({ step } as RunView))).toEqual([
      expect.stringContaining('nothing to save'),
      undefined,
    ]);
});

describe('the redis of a run', () => {
  const stray = (command: string, printed?: number, asked?: number) =>
    isStray(
      command,
      { ports: asked === undefined ? {} : { redis: asked } } as unknown as Launched,
      { ports: printed === undefined ? {} : { redis: printed } } as unknown as RunView,
    );
  test.each([
    ['redis-server 0.0.0.0:24000', undefined, 24_000, true],
    ['/usr/bin/redis-server *:24000', undefined, 24_000, true],
    ['redis-server-7.2 127.0.0.1:24000 [cluster]', undefined, 24_000, true],
    // The port that the engine printed counts, not the one it was asked to take.
    ['redis-server 0.0.0.0:24000', 24_001, 24_000, false],
    ['redis-server 0.0.0.0:24001', 24_001, 24_000, true],
    ['redis-server 0.0.0.0:2400', undefined, 24_000, false],
    ['redis-server 0.0.0.0:240001', undefined, 24_000, false],
    // Nobody knows of a port, and there is none.
    ['redis-server 0.0.0.0:24000', undefined, undefined, false],
    ['sleep 100', undefined, undefined, false],
    ['sh -c redis-server 0.0.0.0:24000', undefined, 24_000, false],
    ['redis-server /etc/redis.conf', undefined, 24_000, false],
    ['redis-cli 0.0.0.0:24000', undefined, 24_000, false],
    ['redis-server', undefined, undefined, false],
  ] as const)('%s, printed %s, asked for %s: %s', (command, printed, asked, expected) => {
    expect(stray(command, printed, asked)).toBe(expected);
  });

  /** Something on a port that answers like this; with `hears`, only to that question. */
  async function answering(answer: (socket: Socket) => void): Promise<string> {
    const server = createRedis((socket) => {
      socket.on('error', () => {});
      answer(socket);
    });
    servers.push(server as never);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return `redis-server 127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const info =
    (file: string, parts = 1) =>
    (socket: Socket) =>
      socket.on('data', (data) => {
        if (data.toString() !== 'INFO server\r\n') return;
        const text = `# Server\r\nexecutable:/x\r\nno_config_file:/etc/y.conf\r\nconfig_file:${file}\r\nio:1\r\n`;
        for (let part = 0; part < parts; part += 1)
          setTimeout(
            () => socket.write(text.slice((text.length * part) / parts, (text.length * (part + 1)) / parts)),
            part * 30,
          );
      });

  test.each([
    ['/tmp/abc.redis_config.conf', false],
    ['/etc/redis/redis.conf', true],
    ['/tmp/abc.redis_config.conf.bak', true],
    ['/tmp/redis_config.conf', true],
    ['', true],
  ])('that was configured by %j is not ours: %s', async (file, expected) => {
    expect(await disowned(await answering(info(file)), '127.0.0.1')).toBe(expected);
    expect(await disowned(await answering(info(file, 3)), '127.0.0.1')).toBe(expected);
  });

  test('is ours where nobody answers, or with something else: its port says so', async () => {
    for (const answer of [
      (socket: Socket) => socket.end(),
      (socket: Socket) => socket.write('-NOAUTH Authentication required.\r\n'),
      () => {},
    ])
      expect(await disowned(await answering(answer), '127.0.0.1')).toBe(false);
    expect(await disowned('redis-server 127.0.0.1:1', '127.0.0.1')).toBe(false);
    expect(await disowned('sleep 100', '127.0.0.1')).toBe(false);
  });
});

describe('a request by file', () => {
  const leave = (outputDir: string, step = 1) =>
    leaveRequest({ outputDir } as unknown as Launched, { step } as RunView, 'why');
  const job = () => {
    const folder = mkdtempSync(join(tmpdir(), 'cookbook-stop-file-'));
    mkdirSync(join(folder, 'cookbook_stop'));
    return folder;
  };

  test('is left where the callback looks for it', async () => {
    const folder = job();
    writeFileSync(join(folder, 'cookbook_stop/ready'), '');
    expect(await leave(folder, 0)).toBe('none');
    expect(readdirSync(join(folder, 'cookbook_stop'))).toEqual(['ready']);
    expect(await leave(folder)).toBe('stop-file');
    expect(readFileSync(join(folder, 'cookbook_stop/request'), 'utf8')).toBe('why\n');
  });

  test('is none where nobody looks, or it cannot be written', async () => {
    const folder = job();
    expect(await leave(folder)).toBe('none');
    expect(readdirSync(join(folder, 'cookbook_stop'))).toEqual([]);
    writeFileSync(join(folder, 'cookbook_stop/ready'), '');
    mkdirSync(join(folder, 'cookbook_stop/request'));
    expect(await leave(folder)).toBe('none');
  });
});
