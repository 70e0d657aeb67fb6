/** The probe against real (fake) programs, real ports and real folders. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CosmosRlFacts } from '../../../src/engine/cosmos-rl/host/facts.ts';
import { probeOptFolder, probeRedisLog } from '../../../src/engine/cosmos-rl/host/redis.ts';
import { HOST } from '../../../src/engine/cosmos-rl/host/requirements.ts';
import { NOT_ASKED } from '../../../src/host/facts.ts';
import { pythonOfScript } from '../../../src/host/shebang.ts';
import { probePorts } from '../../../src/preflight/probe/ports.ts';
import { completeFacts, probeHost as probeHostFor } from '../../../src/preflight/probe.ts';
import { FakeHost, realPython, scratch } from './fake-host.ts';

const probeHost = async (
  ...asked: Parameters<typeof probeHostFor> extends [unknown, ...infer Rest] ? Rest : never
) => (await probeHostFor(HOST, ...asked)) as CosmosRlFacts;

const quick = { timeoutMs: 5000 };

describe('GPUs', () => {
  const H200 = '0, NVIDIA H200, 143771, 12';

  it('are read from nvidia-smi, asked as the launcher asks', async () => {
    const fake = new FakeHost();
    fake.prints('nvidia-smi', `${H200}\n1, NVIDIA H200, 143771, 0`);
    const { gpus } = await probeHost({}, fake.io(), quick);
    expect(gpus).toEqual({
      ok: true,
      value: [
        { index: 0, name: 'NVIDIA H200', memoryTotalMiB: 143_771, memoryUsedMiB: 12 },
        { index: 1, name: 'NVIDIA H200', memoryTotalMiB: 143_771, memoryUsedMiB: 0 },
      ],
    });
  });

  it('CUDA_VISIBLE_DEVICES goes to nvidia-smi as --id', async () => {
    const fake = new FakeHost();
    fake.program('nvidia-smi', '#!/bin/sh\necho "0, $3, 10, 0"\n');
    fake.env['CUDA_VISIBLE_DEVICES'] = '2,GPU-45f36e10';
    const { gpus } = await probeHost({}, fake.io(), quick);
    expect(gpus).toMatchObject({ value: [{ name: '--id=2, GPU-45f36e10' }] });
  });

  it('no nvidia-smi and an empty CUDA_VISIBLE_DEVICES mean none, which is knowledge', async () => {
    const fake = new FakeHost();
    const none = await probeHost({}, fake.io(), quick);
    expect(none.gpus).toEqual({ ok: true, value: [] });
    expect(none.nvidiaSmi).toMatchObject({ value: { outcome: 'absent' } });
    fake.prints('nvidia-smi', H200);
    fake.env['CUDA_VISIBLE_DEVICES'] = '';
    expect((await probeHost({}, fake.io(), quick)).gpus).toEqual({ ok: true, value: [] });
  });

  it('ids that do not exist mean none (exit code 6, as printed on a real H200)', async () => {
    const fake = new FakeHost();
    fake.prints('nvidia-smi', 'No devices were found', 6);
    fake.env['CUDA_VISIBLE_DEVICES'] = '7';
    const { gpus, nvidiaSmi } = await probeHost({}, fake.io(), quick);
    expect(gpus).toEqual({ ok: true, value: [] });
    expect(nvidiaSmi).toMatchObject({
      value: { outcome: 'answered', detail: expect.stringContaining('--id=7') },
    });
  });

  it('a failing nvidia-smi leaves them unknown, with its own words', async () => {
    const fake = new FakeHost();
    fake.prints('nvidia-smi', 'NVIDIA-SMI has failed because of the driver.', 9);
    const { gpus, nvidiaSmi } = await probeHost({}, fake.io(), quick);
    expect(gpus).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/exit code 9: NVIDIA-SMI has failed/),
    });
    expect(nvidiaSmi).toMatchObject({ value: { outcome: 'failed' } });
  });

  it('a hanging nvidia-smi is given up, with its children', async () => {
    const fake = new FakeHost();
    const mark = `31.${process.pid}`;
    fake.program('nvidia-smi', `#!/bin/sh\n/bin/sleep ${mark}\necho late\n`);
    const started = performance.now();
    const { gpus, nvidiaSmi } = await probeHost({}, fake.io(), { timeoutMs: 400 });
    expect(performance.now() - started).toBeLessThan(5000);
    expect(gpus.ok).toBe(false);
    expect(nvidiaSmi).toMatchObject({ value: { outcome: 'timed-out' } });
    // SIGKILL was sent; the kernel may need a moment until the process is gone from its table.
    await vi.waitFor(
      () => {
        const running = execFileSync('ps', ['-eo', 'stat,args'], { encoding: 'utf8' });
        const left = running.split('\n').filter((line) => line.includes(mark) && !line.startsWith('Z'));
        expect(left).toEqual([]);
      },
      { timeout: 5000 },
    );
  });

  it('a line that cannot be read makes them unknown', async () => {
    const fake = new FakeHost();
    fake.prints('nvidia-smi', `${H200}\n1, NVIDIA GB10, [N/A], [N/A]`);
    const { gpus } = await probeHost({}, fake.io(), quick);
    expect(gpus).toMatchObject({ ok: false, reason: expect.stringContaining('GB10') });
  });
});

describe.skipIf(realPython === undefined)('the engine', () => {
  const installed = (): FakeHost => {
    const fake = new FakeHost();
    fake.packages({ 'cosmos-rl': '0.4.7', torch: '2.11.0+cu130', 'qwen-vl-utils': '0.0.14' });
    return fake;
  };

  it('is asked in the interpreter of its shebang', async () => {
    const fake = installed();
    const program = fake.program('cosmos-rl', `#!${realPython}\nraise SystemExit("must not run")\n`);
    const { engine, engineLookup, pathPython, shellPaths } = await probeHost({}, fake.io(), quick);
    expect(engine).toMatchObject({ value: { program, python: realPython, version: '0.4.7' } });
    expect(engine).toMatchObject({
      value: { packages: { torch: '2.11.0+cu130', 'qwen-vl-utils': '0.0.14' } },
    });
    expect(engine).toMatchObject({ value: { pythonVersion: expect.stringMatching(/^3\.\d+/) } });
    expect(engineLookup).toEqual({ ok: true, value: { found: true } });
    expect(pathPython).toEqual({ ok: false, reason: 'python is not on PATH' });
    expect(shellPaths).toMatchObject({ value: expect.arrayContaining([join(fake.folder, 'site')]) });
  });

  it('behind a shell wrapper is asked in python3 on PATH', async () => {
    const fake = installed();
    fake.program('cosmos-rl', '#!/bin/sh\nexec /somewhere/else "$@"\n');
    fake.program('python3', `#!/bin/sh\nexec ${realPython} "$@"\n`);
    const { engine } = await probeHost({}, fake.io(), quick);
    expect(engine).toMatchObject({ value: { python: join(fake.bin, 'python3'), version: '0.4.7' } });
  });

  it('tells python on PATH from the interpreter of the engine', async () => {
    const fake = installed();
    fake.program('cosmos-rl', `#!${realPython}\n`);
    fake.program('python', `#!/bin/sh\nPYTHONPATH= exec ${realPython} "$@"\n`);
    const { engine, pathPython } = await probeHost({}, fake.io(), quick);
    expect(engine.ok).toBe(true);
    expect(pathPython).toEqual({ ok: true, value: { path: join(fake.bin, 'python') } });
  });

  it('is not taken out of the working folder', async () => {
    const fake = new FakeHost();
    fake.program('cosmos-rl', `#!${realPython}\n`);
    const info = join(fake.folder, 'cosmos_rl-9.9.9.dist-info');
    mkdirSync(info);
    writeFileSync(join(info, 'METADATA'), 'Metadata-Version: 2.1\nName: cosmos-rl\nVersion: 9.9.9\n');
    const { engine, engineLookup } = await probeHost({}, fake.io(), quick);
    expect(engine).toMatchObject({ ok: false, reason: expect.stringContaining('has no package cosmos-rl') });
    expect(engineLookup).toMatchObject({ value: { found: false } });
  });

  it('survives a Python that prints at its start', async () => {
    const fake = installed();
    writeFileSync(
      join(fake.folder, 'site', 'sitecustomize.py'),
      'print("hello from sitecustomize", end="")\n',
    );
    fake.program('cosmos-rl', `#!${realPython}\n`);
    expect((await probeHost({}, fake.io(), quick)).engine).toMatchObject({ value: { version: '0.4.7' } });
  });
});

describe('the engine, when it cannot be asked', () => {
  it('is not on PATH, which is knowledge', async () => {
    const { engine, engineLookup } = await probeHost({}, new FakeHost().io(), quick);
    expect(engine).toEqual({ ok: false, reason: 'cosmos-rl is not on PATH' });
    expect(engineLookup).toEqual({ ok: true, value: { found: false, why: 'cosmos-rl is not on PATH' } });
  });

  it.each([
    ['hangs', '#!/bin/sh\n/bin/sleep 30\n', /no answer within 0\.4 s/],
    ['fails', '#!/bin/sh\necho "no libpython" >&2\nexit 127\n', /exit code 127: no libpython/],
    ['answers nonsense', '#!/bin/sh\necho "@cookbook-run {"\n', /did not answer with its versions/],
  ])('an interpreter that %s leaves it unknown', async (_, text, reason) => {
    const fake = new FakeHost();
    const python = fake.program('python3', text);
    fake.program('cosmos-rl', `#!${python}\n`);
    const { engine, engineLookup } = await probeHost({}, fake.io(), { timeoutMs: 400 });
    expect(engine).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
    expect(engineLookup.ok).toBe(false);
  });

  it('a program that is not executable is not there', async () => {
    const fake = new FakeHost();
    fake.program('cosmos-rl', '#!/bin/sh\n', 0o644);
    mkdirSync(join(fake.bin, 'bash'));
    const { engineLookup, programs } = await probeHost({}, fake.io(), quick);
    expect(engineLookup).toMatchObject({ value: { found: false } });
    expect(programs).toMatchObject({ value: { bash: undefined } });
  });
});

describe('shebangs', () => {
  it.each([
    ['#!/opt/venv/bin/python3.12\n', '/opt/venv/bin/python3.12'],
    ['#! /usr/bin/env python3\n', 'python3'],
    ['#!/usr/bin/env -S python -u\n', 'python'],
    [`#!/bin/sh\n'''exec' "/a b/bin/python3" "$0" "$@"\n' '''\n`, '/a b/bin/python3'],
    [`#!/bin/sh\n'''exec' /long/bin/python "$0" "$@"\n`, '/long/bin/python'],
    ['#!/bin/bash\nexec python "$@"\n', undefined],
    ['\x7fELF', undefined],
    ['', undefined],
  ])('%j', (text, python) => expect(pythonOfScript(text)).toBe(python));
});

describe('redis', () => {
  it.each([
    ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=d9f4b2c1', '7.0.15'],
    ['Valkey server v=8.1.4 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', '8.1.4'],
  ])('%s', async (line, version) => {
    const fake = new FakeHost();
    const path = fake.prints('redis-server', line);
    fake.prints('redis-cli', '');
    const facts = await probeHost({}, fake.io(), quick);
    expect(facts.redisServer).toEqual({ ok: true, value: { path, version } });
    expect(facts.redisCli).toEqual({ ok: true, value: { path: join(fake.bin, 'redis-cli') } });
  });

  it('without a version in its answer is unknown', async () => {
    const fake = new FakeHost();
    fake.prints('redis-server', 'usage: redis-server');
    expect((await probeHost({}, fake.io(), quick)).redisServer.ok).toBe(false);
  });

  it.each([
    ['', false],
    ['0', false],
    ['No', false],
    ['1', true],
  ])('COSMOS_REDIS_NO_TLS=%j is %s, as the engine reads it', async (value, on) => {
    const fake = new FakeHost();
    fake.env['COSMOS_REDIS_NO_TLS'] = value;
    expect((await probeHost({}, fake.io(), quick)).redisNoTls).toEqual({ ok: true, value: on });
  });

  it('its log: to be created, to be appended to, or no plain file', async () => {
    const folder = scratch();
    const log = join(folder, 'redis.log');
    expect(await probeRedisLog(log)).toEqual({ ok: true, value: { path: log, writable: true } });
    writeFileSync(log, 'kept');
    expect(await probeRedisLog(log)).toMatchObject({ value: { writable: true } });
    expect(await probeRedisLog(folder)).toMatchObject({ value: { writable: false } });
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(await probeRedisLog(join(folder, 'pipe'))).toMatchObject({ value: { writable: false } });
    expect(await probeRedisLog(join(folder, 'none', 'redis.log'))).toMatchObject({
      value: { writable: false },
    });
  });
});

describe('ports', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  const listen = (host: string, ipv6Only = false): Promise<number> =>
    new Promise((resolve, reject) => {
      const server = createServer().once('error', reject);
      servers.push(server);
      server.listen({ port: 0, host, ipv6Only }, () => resolve((server.address() as { port: number }).port));
    });

  it('a free one is free, and stays so', async () => {
    const port = await listen('127.0.0.1');
    servers.pop()?.close();
    expect(await probePorts([port])).toEqual({ ok: true, value: [] });
    expect(await probePorts([port])).toEqual({ ok: true, value: [] });
  });

  it.each(['0.0.0.0', '127.0.0.1'])('a listener on %s is noticed', async (address) => {
    const port = await listen(address);
    expect(await probePorts([port])).toEqual({ ok: true, value: [port] });
  });

  it('a listener on IPv6 alone is noticed', async (context) => {
    const port = await listen('::1', true).catch(() => undefined);
    if (port === undefined) return context.skip('this machine has no IPv6');
    expect(await probePorts([port])).toEqual({ ok: true, value: [port] });
  });

  it('a number that is no port is not looked at', async () => {
    expect(await probePorts([70_000])).toEqual({ ok: false, reason: '70000 is not a port' });
  });
});

describe('folders and settings', () => {
  it('the output folder is judged by its nearest parent, and not created', async () => {
    const fake = new FakeHost();
    const { output } = await probeHost({ outputDir: 'a/b' }, fake.io(), quick);
    expect(output).toMatchObject({
      value: { path: join(fake.folder, 'a/b'), existingParent: fake.folder, writable: true },
    });
    expect(output.ok && output.value.freeBytes > 0).toBe(true);
  });

  it('a file in the place of a folder is not writable', async () => {
    const fake = new FakeHost();
    writeFileSync(join(fake.folder, 'file'), '');
    const { output } = await probeHost({ outputDir: 'file/run' }, fake.io(), quick);
    expect(output).toMatchObject({ value: { existingParent: join(fake.folder, 'file'), writable: false } });
  });

  it.skipIf(process.getuid?.() === 0)('a folder of another user is not writable', async () => {
    const fake = new FakeHost();
    const folder = join(fake.folder, 'closed');
    mkdirSync(folder);
    chmodSync(folder, 0o500);
    const { output } = await probeHost({ outputDir: 'closed/run' }, fake.io(), quick);
    expect(output).toMatchObject({ value: { existingParent: folder, writable: false } });
  });

  it('/opt, shared memory and LEPTON_ variables', async () => {
    const fake = new FakeHost();
    fake.env['LEPTON_JOB_WORKER_INDEX'] = '0';
    const missing = { sharedMemory: join(fake.folder, 'none') };
    const facts = await probeHost({}, fake.io(), { ...quick, ...missing });
    expect(await probeOptFolder(join(fake.folder, 'none'))).toEqual({ ok: true, value: false });
    expect(facts.sharedMemory).toMatchObject({ ok: false, reason: expect.stringContaining('ENOENT') });
    expect(facts.leptonVariables).toEqual({ ok: true, value: ['LEPTON_JOB_WORKER_INDEX'] });
    const there = await probeHost({}, fake.io(), { ...quick, sharedMemory: fake.bin });
    expect(await probeOptFolder(fake.bin)).toEqual({ ok: true, value: true });
    expect(there.sharedMemory.ok).toBe(true);
  });

  it('what only a launch asks for can be added later', async () => {
    const fake = new FakeHost();
    fake.env['TMPDIR'] = '/scratch';
    const facts = await probeHost({}, fake.io(), quick);
    expect([facts.busyPorts, facts.output]).toEqual([
      { ok: false, reason: NOT_ASKED },
      { ok: false, reason: NOT_ASKED },
    ]);
    expect(facts.shellPaths).toEqual({ ok: true, value: ['/scratch'] });
    const need = { outputDir: 'out' };
    const complete = await completeFacts(facts, need, fake.io(), quick);
    expect(complete.output.ok).toBe(true);
    expect(complete.gpus).toBe(facts.gpus);
  });
});
