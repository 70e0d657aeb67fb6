/** Signals and terminals beyond those that people type: each ends a run as the table says, and leaves nothing of it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { nodeIo } from '../../src/io.ts';
import { CLI, json, leftOf, recordOf, rig } from '../cli/rig.ts';
import { inTerminal, LONG, SLOW, training } from './surroundings.ts';

describe.concurrent('signals that batch systems and shells send', () => {
  test.concurrent.each([
    ['SIGQUIT', 143, 'terminated'],
    ['SIGUSR2', 75, 'retryable'],
    ['SIGXCPU', 75, 'retryable'],
    ['SIGALRM', 143, 'terminated'],
    ['SIGPWR', 143, 'terminated'],
  ] as const)('%s', async (signal, code, outcome) => {
    const place = rig('signal');
    const { started, run } = await training(place, SLOW, ...LONG, '--stop-timeout', '5');
    process.kill(started.pid, signal);
    const ended = await started.ended;
    expect([ended.code, json(ended.stdout).outcome]).toEqual([code, outcome]);
    expect(recordOf(run)).toMatchObject({ status: 'ended', outcome, exitCode: code });
    expect(leftOf(run)).toEqual([]);
  });

  test.concurrent.each(['SIGPIPE', 'SIGWINCH', 'SIGCONT', 'SIGCHLD', 'SIGURG'] as const)(
    '%s changes nothing',
    async (signal) => {
      const place = rig('signal');
      const { started } = await training(place, { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '0.15' });
      process.kill(started.pid, signal);
      expect((await started.ended).code).toBe(0);
    },
  );
});

test('everything is frozen for longer than the stall limit (a suspended machine, a paused container): no stall', async () => {
  const place = rig('frozen');
  const { started, run } = await training(place, SLOW, ...LONG, '--stall-timeout', '3');
  const all = [started.pid, ...leftOf(run).map(({ pid }) => pid)];
  for (const pid of all) process.kill(pid, 'SIGSTOP');
  await sleep(6000);
  // The watcher wakes first, as it may.
  for (const pid of all) {
    process.kill(pid, 'SIGCONT');
    await sleep(300);
  }
  await sleep(1500);
  expect(started.stderr()).not.toContain('no progress');
  process.kill(started.pid, 'SIGTERM');
  expect((await started.ended).code).toBe(143);
});

describe.concurrent('a terminal', () => {
  const surroundings = (place: ReturnType<typeof rig>) => ({
    cwd: place.folder,
    env: {
      PATH: place.bin,
      HOME: place.folder,
      TMPDIR: place.temporary,
      TERM: 'xterm',
      FAKE_RIG: place.folder,
      COOKBOOK_GPU_LEASES: `${place.folder}/gpus`,
      ...SLOW,
    },
  });

  test.concurrent('that nobody reads any more (Ctrl-S, a dead ssh): SIGTERM is obeyed', async () => {
    const place = rig('unread');
    const command = [process.execPath, CLI, ...place.sft(...LONG)];
    const [code, seconds] = await inTerminal('stops', 30, command, surroundings(place));
    expect(code).toBe(143);
    expect(seconds).toBeLessThan(15);
    expect(recordOf(place.lastRun())).toMatchObject({ status: 'ended', outcome: 'terminated' });
    expect(leftOf(place.lastRun())).toEqual([]);
  });

  test.concurrent('that goes away: the run is stopped with its checkpoint, and the record says so', async () => {
    const place = rig('closed');
    const command = [process.execPath, CLI, ...place.sft(...LONG)];
    const [code, seconds] = await inTerminal('closes', 1, command, surroundings(place));
    expect(code).toBe(143);
    expect(seconds).toBeLessThan(30);
    const record = recordOf(place.lastRun());
    expect(record).toMatchObject({ status: 'ended', outcome: 'terminated', exitCode: 143 });
    expect(record.checkpoint.step).toBeGreaterThan(0);
    expect(leftOf(place.lastRun())).toEqual([]);
  });
});

describe.concurrent('descriptors', () => {
  test.concurrent.each(['<&- >&- 2>&-', '>&-', '2>&-', '2>/dev/full', '>/dev/full 2>/dev/full'])(
    '%s: the run ends, and its record is whole',
    async (closed) => {
      const place = rig('descriptors');
      const words = place.sft('--json').map((word) => `'${word}'`);
      const ended = await place.shell(`cookbook-run ${words.join(' ')} ${closed}`);
      expect(closed.includes('>/dev/full') && closed.startsWith('>') ? [73] : [0, 73]).toContain(ended.code);
      expect(recordOf(place.lastRun())).toMatchObject({ status: 'ended', outcome: 'succeeded', exitCode: 0 });
      expect(readFileSync(`${place.lastRun()}/engine.log`, 'utf8')).not.toContain('"schemaVersion"');
    },
  );
});

describe('SIGUSR1 before there is anybody to hear it', () => {
  test('a debugger that it has opened is closed', () => {
    const script = `
      process.kill(process.pid, 'SIGUSR1');
      setTimeout(() => {
        const opened = require('node:inspector').url() !== undefined;
        process.argv[1] = ${JSON.stringify(CLI)};
        process.argv[2] = 'list';
        import(process.argv[1]);
        setTimeout(() => process.stderr.write(JSON.stringify([opened, require('node:inspector').url() ?? 'closed'])), 2000);
      }, 500);
    `;
    const ended = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 30_000 });
    expect(ended.stderr).toContain('[true,"closed"]');
  });

  test('it is told to the first who listens, and to nobody again', async () => {
    const early = { asked: true };
    const io = nodeIo(early);
    const heard: string[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const release = io.onSignal((signal) => heard.push(signal));
      await new Promise((done) => setTimeout(done, 10));
      release();
    }
    expect(heard).toEqual(['SIGUSR1']);
  });
});
