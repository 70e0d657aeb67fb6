/** Stopping from another terminal: the process that watches is asked, hurried, and taken the run from; nobody else is touched. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { commandPrint, type ProcessName, processName } from '../../../src/executors/process-name.ts';
import { askSupervisor, checkOwner } from '../../../src/run/ask-supervisor.ts';
import type { RunState } from '../../../src/run/record.ts';
import { putRecord, runRecord } from './records.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const one of children.splice(0)) one.kill('SIGKILL');
});

/** A run whose record names this supervisor. */
function watchedBy(supervisor: ProcessName): RunState {
  const record = runRecord({ supervisor });
  const files = putRecord(mkdtempSync(join(tmpdir(), 'cookbook-ask-')), record);
  return { record, files, standing: 'running', supervised: true };
}

/** A process that does this on SIGTERM, a shell command. */
async function supervisor(
  onTerm: string,
): Promise<{ readonly child: ChildProcess; readonly state: RunState }> {
  const script = `n=0; trap '${onTerm}' TERM; echo ready; while :; do sleep 0.05; done`;
  const child = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  await new Promise((done) => child.stdout?.once('data', done));
  const pid = child.pid ?? -1;
  return { child, state: watchedBy({ ...processName(pid), command: commandPrint(pid) }) };
}

const ended = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((done) => child.once('exit', done));

describe('the supervisor', () => {
  test('is asked once, and waited for', async () => {
    const { child, state } = await supervisor('n=$((n+1)); (sleep 1; kill -9 $$) &');
    const before = performance.now();
    await askSupervisor(state, false);
    expect(performance.now() - before).toBeGreaterThan(900);
    await ended(child);
    expect(child.signalCode).toBe('SIGKILL');
  });

  test('is asked twice where it is to be now', async () => {
    const { child, state } = await supervisor('n=$((n+1)); [ $n -gt 1 ] && exit 7');
    await askSupervisor(state, true);
    await ended(child);
    expect(child.exitCode).toBe(7);
  });

  test('is not asked twice where nobody is in a hurry', async () => {
    const { child, state } = await supervisor('n=$((n+1)); [ $n -gt 1 ] && exit 7; (sleep 1; kill -9 $$) &');
    await askSupervisor(state, false);
    await ended(child);
    expect(child.exitCode).toBeNull();
  });

  test('that is suspended is woken', async () => {
    const { child, state } = await supervisor('exit 3');
    child.kill('SIGSTOP');
    await askSupervisor(state, false);
    await ended(child);
    expect(child.exitCode).toBe(3);
  });

  test('that does not listen is taken the run from after its time, where it is to be now', async () => {
    const { child, state } = await supervisor(':');
    const before = performance.now();
    await askSupervisor(state, true, 800);
    expect(performance.now() - before).toBeGreaterThan(1700);
    await ended(child);
    expect(child.signalCode).toBe('SIGKILL');
  });

  test('that has written the ending is not waited for, nor that of a run which nobody watches', async () => {
    const { child, state } = await supervisor(':');
    writeFileSync(
      state.files.record,
      JSON.stringify({ ...state.record, status: 'ended', outcome: 'failed' }),
    );
    await askSupervisor(state, true);
    expect(child.exitCode).toBeNull();
    await askSupervisor(watchedBy({ ...processName(child.pid ?? -1), startTime: '1' }), true);
    expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  });

  test('of another container is never signalled by its pid', async () => {
    const { child, state } = await supervisor('exit 3');
    const elsewhere = watchedBy({ ...state.record.supervisor, namespace: 'pid:[1]', host: 'box' });
    await expect(askSupervisor(elsewhere, true)).rejects.toMatchObject({
      exitCode: 69,
      message: expect.stringContaining('another container or host (box)'),
    });
    expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  });
});

describe('a process that a record only names', () => {
  const stays = async (change: (name: ProcessName) => Partial<ProcessName>, owner?: number) => {
    const { child, state } = await supervisor('exit 3');
    const { supervisor: name } = state.record;
    const other = watchedBy({ ...name, ...change(name) });
    if (owner !== undefined) chownSync(other.files.folder, owner, owner);
    await expect(askSupervisor(other, true)).rejects.toMatchObject({ exitCode: 69 });
    expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  };
  test('is left alone where it is another program, also with the same pid and time', async () => {
    await stays(() => ({ command: 'of another' }));
  });
  test.runIf(process.getuid?.() === 0)(
    'is left alone where it is not of the user whose record it is',
    async () => {
      await stays(() => ({}), 12_345);
    },
  );
});

test.runIf(process.getuid?.() === 0)('a run of another user is refused to whoever is not root', async () => {
  const state = watchedBy(processName(process.pid));
  chownSync(state.files.folder, 12_345, 12_345);
  const us = process as { getuid?: (() => number) | undefined };
  const { getuid } = us;
  const as = async (uid: number | undefined, ask: () => unknown) => {
    us.getuid = uid === undefined ? undefined : () => uid;
    try {
      await ask();
      return 'may';
    } catch (error) {
      return (error as { exitCode?: number }).exitCode;
    } finally {
      us.getuid = getuid;
    }
  };
  const check = () => checkOwner(state);
  expect(await as(54_321, check)).toBe(69);
  for (const uid of [12_345, 0, undefined]) expect(await as(uid, check)).toBe('may');
  expect(await as(54_321, () => askSupervisor(state, true))).toBe(69);
});
