/** The local executor with real processes: a handle is plain data, and everything of a run is found. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Handle, HandleAddress, Strays } from '../../../src/executors/executor.ts';
import { engineEnvironment, LOCAL } from '../../../src/executors/local.ts';
import { liveRuns, processesWith } from '../../../src/executors/members.ts';
import {
  commandPrint,
  isProcessName,
  type ProcessName,
  placeOfName,
  processName,
  stillLives,
} from '../../../src/executors/process-name.ts';
import { attach } from '../../../src/executors/registry.ts';
import type { LaunchPlan } from '../../../src/plan/launch-plan.ts';
import { stopTree } from '../../../src/run/stop.ts';
import { launchPlan } from './records.ts';

const folder = mkdtempSync(join(tmpdir(), 'cookbook-local-'));

let count = 0;
function plan(script: string): LaunchPlan {
  count += 1;
  const id = `local-test-${process.pid}-${count}`;
  return launchPlan(folder, { id, argv: ['/bin/sh', '-c', script], env: { COOKBOOK_RUN_ID: id } });
}

const start = (script: string) =>
  LOCAL.start(plan(script), { log: join(folder, 'log'), env: { PATH: process.env['PATH'] } });

const NO_STRAYS: Strays = { is: () => false, disowned: async () => false, lastSign: () => undefined };

async function commands(handle: Handle): Promise<readonly string[]> {
  return (await handle.alive()).map((one) => one.command).sort();
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 200 && !(await condition()); turn += 1) await sleep(25);
  expect(await condition()).toBe(true);
}

describe('a handle', () => {
  test('waits for its launcher, and tells its exit', async () => {
    expect(await (await start('exit 7')).wait()).toEqual({ code: 7 });
    expect(await (await start('kill -9 $$')).wait()).toEqual({ signal: 'SIGKILL' });
  });

  test('is made again from JSON by anybody, and finds, signals and sees the end', async () => {
    const handle = await start('sleep 100');
    const where = JSON.parse(JSON.stringify(handle.where));
    const again = await attach(where);
    expect(again.where).toEqual(handle.where);
    expect(again.wait()).toBeUndefined();
    await until(async () => (await again.alive()).length > 0);
    expect(liveRuns().has(handle.where.run)).toBe(true);
    await again.signal('SIGTERM');
    await until(async () => (await again.alive()).length === 0);
    expect(await handle.wait()).toEqual({ signal: 'SIGTERM' });
  });

  test('an executor of a newer cookbook-run is told', async () => {
    await expect(attach({ executor: 'moon', run: 'x', address: '127.0.0.1' })).rejects.toMatchObject({
      exitCode: 65,
    });
  });

  test('a child that cleared its environment and its session is found, also after its parent ended', async () => {
    const handle = await start('env -i setsid sleep 101 & sleep 1; wait');
    await until(async () => (await commands(handle)).includes('sleep 101'));
    const [launcher] = (await handle.alive()).filter((one) => one.command.startsWith('/bin/sh'));
    process.kill(launcher?.pid ?? -1, 'SIGKILL');
    await handle.wait();
    await until(async () => (await commands(handle)).join() === 'sleep 101');
    expect(await stopTree(handle, NO_STRAYS, 2)).toEqual([]);
    expect(await commands(handle)).toEqual([]);
  });

  test('what ignores SIGTERM is killed', async () => {
    const handle = await start("trap '' TERM; sleep 102 & wait; sleep 103");
    await until(async () => (await commands(handle)).includes('sleep 102'));
    expect(await stopTree(handle, NO_STRAYS, 0.3)).toEqual([]);
  });
});

describe('what a handle starts', () => {
  test('has a session of its own, writes into the log, reads nothing, and leaves no file open here', async () => {
    const log = join(folder, 'own-log');
    const open = () => readdirSync('/proc/self/fd').length;
    const run = (script: string) => LOCAL.start(plan(script), { log, env: { PATH: process.env['PATH'] } });
    await (await run('exit 0')).wait();
    const before = open();
    const handle = await run('echo out; echo err >&2; cat; sleep 110');
    await until(async () => (await commands(handle)).includes('sleep 110'));
    expect(readFileSync(log, 'utf8')).toBe('out\nerr\n');
    const pid = handle.where.process?.pid ?? -1;
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    expect(fields[3]).toBe(String(pid));
    await handle.signal('SIGKILL');
    expect(await handle.wait()).toStrictEqual({ signal: 'SIGKILL' });
    await until(async () => open() <= before);
  });

  test('has workers by their rank, and only those are signalled', async () => {
    const handle = await start('LOCAL_RANK=0 sleep 111 & A=1 LOCAL_RANKS=1 sleep 112 & wait');
    await until(async () => (await commands(handle)).filter((one) => one.startsWith('sleep')).length === 2);
    const workers = (await handle.alive()).filter((one) => one.worker).map((one) => one.command);
    expect(workers).toEqual(['sleep 111']);
    expect(await handle.signalWorkers('SIGKILL', (one) => one.worker)).toBe(1);
    await until(async () => !(await commands(handle)).includes('sleep 111'));
    expect(await commands(handle)).toContain('sleep 112');
    expect(await handle.signalWorkers('SIGKILL', (one) => one.worker)).toBe(0);
    await handle.signal('SIGKILL');
  });

  test('is found by its tag also where a young process gets it only later', async () => {
    const handle = await start('sleep 113');
    const late = spawn('/bin/sh', [
      '-c',
      `sleep 0.5; exec env COOKBOOK_RUN_ID=${handle.where.run} sleep 114`,
    ]);
    try {
      await until(async () => (await commands(handle)).includes('sleep 113'));
      expect(await commands(handle)).not.toContain('sleep 114');
      await until(async () => (await commands(handle)).includes('sleep 114'));
    } finally {
      late.kill('SIGKILL');
      await handle.signal('SIGKILL');
    }
  });

  test('tells by its environment, to the letter', async () => {
    const env = { PATH: process.env['PATH'], COOKBOOK_TEST_MARK: 'x', ABCDEFGHIJKLMNO: 'y' };
    const child = spawn('/bin/sleep', ['115'], { env, stdio: 'ignore' });
    await until(async () => processesWith('COOKBOOK_TEST_MARK=x').length > 0);
    expect(processesWith('COOKBOOK_TEST_MARK=x')).toEqual([child.pid]);
    expect(processesWith('COOKBOOK_TEST_MARK=')).toEqual([]);
    expect(liveRuns().has('=y')).toBe(false);
    child.kill('SIGKILL');
  });
});

describe('a process without a tag', () => {
  // No other run of these tests on this host has one of that name.
  const title = `daemon 0.0.0.0:${process.pid}`;
  const stranger = () => spawn('/bin/sleep', ['104'], { argv0: title, stdio: 'ignore' });
  const known = (more: Partial<Strays>): Strays => ({
    ...NO_STRAYS,
    is: (command) => command.startsWith(title),
    ...more,
  });

  test('that the engine knows is the run’s own if it started while the run lived, and does not deny it', async () => {
    let theirs: ChildProcess | undefined;
    const before = stranger();
    await sleep(50);
    const handle = await start('sleep 105');
    await sleep(50);
    const during = stranger();
    await sleep(50);
    const pids = async (strays: Strays) =>
      (await handle.alive(strays)).filter((one) => one.command.startsWith(title)).map((one) => one.pid);
    try {
      expect(await pids(known({}))).toEqual([during.pid]);
      writeFileSync(join(folder, 'sign'), '');
      expect(await pids(known({ lastSign: () => Date.now() - 5000 }))).toEqual([]);
      expect(await pids(known({ lastSign: () => Date.now() }))).toEqual([during.pid]);
      expect((await handle.alive(known({}))).find((one) => one.pid === during.pid)?.worker).toBe(false);
      // Of another boot nothing is found by a pid here; without a launcher every one may be the run's.
      const { process: launcher, ...rest } = handle.where;
      const of = async (where: HandleAddress) =>
        (await (await attach(where)).alive(known({}))).filter((one) => one.command.startsWith(title)).length;
      expect(await of({ ...rest, process: { ...(launcher as ProcessName), bootId: 'before' } })).toBe(0);
      expect(await of(rest)).toBe(2);
      if (process.getuid?.() === 0) {
        theirs = spawn('/bin/sleep', ['104'], { argv0: title, stdio: 'ignore', uid: 12_345 });
        await sleep(50);
        expect(await pids(known({}))).toEqual([during.pid]);
      }
      const other = await attach(handle.where);
      const strays = known({ disowned: async () => true });
      expect((await other.alive(strays)).filter((one) => one.command.startsWith(title))).toEqual([]);
      await other.signal('SIGKILL', strays);
      await sleep(100);
      expect([before.signalCode, during.signalCode]).toEqual([null, null]);
    } finally {
      for (const one of [before, during, theirs]) one?.kill('SIGKILL');
      await handle.signal('SIGKILL');
    }
  });
});

test('what a plan withholds does not reach the engine', () => {
  const env = { A: '1', LEPTON_JOB: 'x', B: undefined };
  expect(engineEnvironment(env, { env: { C: '3' }, withheld: ['LEPTON_'] })).toEqual({ A: '1', C: '3' });
  expect(engineEnvironment(env, { env: {} })).toStrictEqual({ A: '1', LEPTON_JOB: 'x' });
});

describe('the name of a process', () => {
  const own = processName(process.pid);

  test('means one process, here, in this boot', () => {
    expect(placeOfName(own)).toBe('here');
    expect(stillLives(own)).toBe(true);
    expect(stillLives({ ...own, startTime: '1' })).toBe(false);
    expect(placeOfName({ ...own, bootId: 'before' })).toBe('past');
    expect(stillLives({ ...own, bootId: 'before' }, () => 0)).toBe(false);
  });

  test.each([
    ['another container', { namespace: 'pid:[1]' }],
    ['another host', { host: 'elsewhere', bootId: 'its own' }],
  ])('of %s lives as long as it gives signs', (_, more) => {
    const name = { ...own, ...more };
    expect(placeOfName(name)).toBe('elsewhere');
    expect(stillLives(name, () => 119)).toBe(true);
    expect(stillLives(name, () => 121)).toBe(false);
    expect(stillLives(name, () => -3600)).toBe(true);
    expect(stillLives(name, () => -86_401)).toBe(false);
    expect(stillLives(name, () => undefined)).toBe(false);
    expect(stillLives(name)).toBe(false);
  });

  test('has what the kernel tells, and the command line only of whoever writes it', async () => {
    const { pid, bootId, host, namespace, startTime } = own;
    expect(own).toStrictEqual({ pid, bootId, host, namespace, startTime, command: commandPrint(pid) });
    const child = spawn('/bin/sleep', ['116'], { stdio: 'ignore' });
    expect(processName(child.pid ?? -1)).toStrictEqual({
      pid: child.pid,
      bootId,
      host,
      namespace,
      startTime: expect.any(String),
    });
    expect(processName(2 ** 22 + 7)).toStrictEqual({ pid: 2 ** 22 + 7, bootId, host, namespace });
    expect(commandPrint(child.pid ?? -1)).not.toBe(commandPrint(pid));
    child.kill('SIGKILL');
  });

  test('of an older record has no host and no namespace, and counts here', () => {
    const { host: _, namespace: __, ...old } = own;
    expect(placeOfName(old)).toBe('here');
    expect(placeOfName({ ...old, bootId: 'before' })).toBe('past');
  });

  test.each([
    [{ pid: 1, bootId: 'b' }, true],
    [{ pid: 1 }, false],
    [{ bootId: 'b' }, false],
    [{ pid: '1', bootId: 'b' }, false],
    [undefined, false],
    [null, false],
    ['x', false],
  ])('is %j: %s', (value, is) => {
    expect(isProcessName(value)).toBe(is);
  });

  test('is read from /proc as it stands there', () => {
    expect(own.bootId).toBe(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  });
});
