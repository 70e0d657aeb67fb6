/** What may happen to a run from outside: signals of every kind, a lost folder, a cut log, strangers on its ports and names. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { CLI, json, leftOf, type Rig, recordOf, rig, type Started, until } from './rig.ts';

const SLOW = { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '0.1' };
const STUBBORN = { FAKE_SCENARIO: 'ignores-sigterm', FAKE_STEP_SECONDS: '0.1' };
const LONG = ['train.max_num_steps=2000', 'train.epoch=500', '--json'];

async function training(
  place: Rig,
  env: Readonly<Record<string, string>>,
  ...more: readonly string[]
): Promise<{ readonly started: Started; readonly run: string }> {
  const started = place.start(place.sft(...more), env);
  await started.said(/training · step/);
  return { started, run: place.lastRun() };
}

/** Kills cookbook-run and then everything of the run, as a power failure does. */
async function dieWhole(started: Started, run: string): Promise<void> {
  process.kill(started.pid, 'SIGKILL');
  await started.ended;
  for (const { pid } of leftOf(run)) process.kill(pid, 'SIGKILL');
  await until(() => leftOf(run).length === 0, 'the end of the engine');
}

describe.concurrent('the table of signals', () => {
  const rows: ReadonlyArray<
    readonly [string, readonly NodeJS.Signals[], Readonly<Record<string, string>>, number, string]
  > = [
    ['TERM', ['SIGTERM'], SLOW, 143, 'terminated'],
    ['TERM twice', ['SIGTERM', 'SIGTERM'], SLOW, 143, 'terminated'],
    ['TERM, then INT', ['SIGTERM', 'SIGINT'], STUBBORN, 143, 'terminated'],
    ['INT, then TERM', ['SIGINT', 'SIGTERM'], STUBBORN, 130, 'interrupted'],
    ['TERM that the engine ignores', ['SIGTERM'], STUBBORN, 143, 'terminated'],
    ['INT that the engine ignores', ['SIGINT'], STUBBORN, 130, 'interrupted'],
    ['USR1, as Slurm sends it', ['SIGUSR1'], SLOW, 75, 'retryable'],
    ['USR1 that the engine ignores', ['SIGUSR1'], STUBBORN, 75, 'retryable'],
    ['HUP', ['SIGHUP'], SLOW, 143, 'terminated'],
  ];
  test.concurrent.each(rows)('%s', async (_, signals, env, code, outcome) => {
    const place = rig('signal');
    const { started, run } = await training(place, env, ...LONG, '--stop-timeout', '2');
    for (const signal of signals) {
      process.kill(started.pid, signal);
      await sleep(300);
    }
    const ended = await started.ended;
    expect(json(ended.stdout)).toMatchObject({ outcome, exitCode: code });
    expect(ended.code).toBe(code);
    expect(ended.stderr).not.toContain('Debugger listening');
    expect(recordOf(run)).toMatchObject({ status: 'ended', outcome, exitCode: code });
    expect(leftOf(run)).toEqual([]);
  });

  test.concurrent('SIGUSR1 opens no debugger in a command that only reads', async () => {
    const place = rig('usr1');
    const { started } = await training(place, SLOW, ...LONG);
    const following = place.start(['runs', 'follow']);
    await following.said(/training/);
    process.kill(following.pid, 'SIGUSR1');
    const ended = await following.ended;
    expect(ended.stderr).not.toContain('Debugger listening');
    expect(ended.code).toBe(143);
    process.kill(started.pid, 'SIGINT');
    await started.ended;
  });

  test.concurrent('who stops looking at a run is not told that it succeeded: 130, and a document of a run that goes on', async () => {
    const place = rig('away');
    const { started } = await training(place, SLOW, ...LONG);
    const following = place.start(['runs', 'follow', '--json']);
    await following.said(/training/);
    process.kill(following.pid, 'SIGINT');
    const ended = await following.ended;
    expect([ended.code, json(ended.stdout)]).toEqual([130, expect.objectContaining({ status: 'running' })]);
    expect(started.child.exitCode).toBeNull();
    process.kill(started.pid, 'SIGINT');
    await started.ended;
  });

  test.concurrent('a hangup is ignored under nohup', async () => {
    const place = rig('nohup');
    const { started } = await training(place, {
      FAKE_SCENARIO: 'slow',
      FAKE_STEP_SECONDS: '0.3',
      _: '/usr/bin/nohup',
    });
    process.kill(started.pid, 'SIGHUP');
    expect((await started.ended).code).toBe(0);
  });

  test.concurrent('`runs stop --now` ends a run whose cookbook-run is suspended', async () => {
    const place = rig('suspended');
    const { started, run } = await training(place, SLOW, ...LONG);
    process.kill(started.pid, 'SIGSTOP');
    const before = Date.now();
    expect((await place.run(['runs', 'stop', '--now'])).code).toBe(0);
    expect(Date.now() - before).toBeLessThan(30_000);
    expect((await started.ended).code).toBe(143);
    expect(leftOf(run)).toEqual([]);
  });
});

describe.concurrent('a run that died whole', () => {
  test.concurrent('is abandoned, 83, when it is followed', async () => {
    const place = rig('dead');
    const { started, run } = await training(place, SLOW, ...LONG);
    await dieWhole(started, run);
    const followed = await place.run(['runs', 'follow', '--json']);
    expect(json(followed.stdout)).toMatchObject({ outcome: 'abandoned', exitCode: 83 });
    expect(followed.code).toBe(83);
    expect(recordOf(run)).toMatchObject({ status: 'ended', outcome: 'abandoned', exitCode: 83 });
    expect((await place.run(['runs', 'ls'])).stdout).not.toContain('running');
  });

  test.concurrent('leaves its port to others: their redis is not signalled', async () => {
    const place = rig('innocent');
    const { started, run } = await training(place, SLOW, ...LONG);
    await dieWhole(started, run);
    const { redis } = json(readFileSync(join(run, 'plan.json'), 'utf8')).ports;
    await sleep(300);
    // The same title and the same port, somebody else's: only when it started tells.
    const stranger = spawn('/bin/sleep', ['3600'], {
      argv0: `redis-server 0.0.0.0:${redis}`,
      stdio: 'ignore',
    });
    try {
      expect((await place.run(['runs', 'stop'])).code).toBe(0);
      await sleep(200);
      expect(stranger.signalCode).toBeNull();
      expect(stranger.exitCode).toBeNull();
    } finally {
      stranger.kill('SIGKILL');
    }
  });
});

describe.concurrent('what somebody does to the files of a run', () => {
  const PACE = { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '0.2' };

  test.concurrent('the runs folder is removed: outcome and code are told, and the record is kept elsewhere', async () => {
    const place = rig('removed');
    const state = join(place.folder, 'state');
    const started = place.start(place.sft('--json', '--output', join(place.folder, 'out')), {
      ...PACE,
      XDG_STATE_HOME: state,
    });
    await started.said(/training · step/);
    const id = place.lastRun().split('/').at(-1) ?? '';
    // The run goes on writing in there: a file may come between the last look and the removal of its folder.
    rmSync(join(place.folder, 'runs'), { recursive: true, maxRetries: 20, retryDelay: 20 });
    const ended = await started.ended;
    const document = json(ended.stdout);
    expect(document).toMatchObject({ run: id, outcome: 'succeeded', exitCode: 0 });
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('the record could not be written');
    expect(document.record).toBe(join(state, 'cookbook-run/runs', id));
    expect(recordOf(document.record)).toMatchObject({ status: 'ended', outcome: 'succeeded' });
  });

  test.concurrent('engine.log is truncated: the run is followed to its end', async () => {
    const place = rig('truncated');
    const { started, run } = await training(place, PACE, '--json', '--stall-timeout', '30');
    appendFileSync(join(run, 'engine.log'), `${'x'.repeat(200)}\n`.repeat(5000));
    await sleep(600);
    truncateSync(join(run, 'engine.log'));
    const ended = await started.ended;
    expect(json(ended.stdout)).toMatchObject({ outcome: 'succeeded', step: { last: 20, planned: 20 } });
    expect(ended.code).toBe(0);
  });

  test.concurrent('a log line that names a file does not delete it', async () => {
    const place = rig('named');
    const { started, run } = await training(place, PACE, '--json');
    const named = ['tmpvictim1.toml', 'tmpvictim2.toml'].map((name) => join(place.temporary, name));
    for (const path of named) {
      writeFileSync(path, 'precious');
      appendFileSync(join(run, 'engine.log'), `[rank0]:Temporary configuration file created at ${path}\n`);
      appendFileSync(join(run, 'engine.log'), `Temporary configuration file created at ${path}\n`);
    }
    expect((await started.ended).code).toBe(0);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
    // The launcher's own is gone.
    expect(readdirSync(place.temporary).filter((name) => /^tmp.*\.toml$/.test(name))).toHaveLength(2);
  });
});

const OTHER_NAMESPACE = ['--pid', '--fork', '--mount-proc'];
const canUnshare = spawnSync('unshare', [...OTHER_NAMESPACE, 'true']).status === 0;

describe.runIf(canUnshare)('in another pid namespace', () => {
  test('the second run on one output is refused with 75 while the first trains', async () => {
    const place = rig('containers');
    const output = join(place.folder, 'out');
    mkdirSync(output);
    const { started, run } = await training(place, SLOW, ...LONG, '--output', output);
    const environ = readFileSync(`/proc/${started.pid}/environ`, 'utf8').split('\0').filter(Boolean);
    const env = Object.fromEntries(environ.map((entry) => entry.split(/=(.*)/s).slice(0, 2)));
    const args = [...OTHER_NAMESPACE, process.execPath, CLI, ...place.sft('--output', output, '--json')];
    const second = spawnSync('/usr/bin/unshare', args, { cwd: place.folder, env, encoding: 'utf8' });
    expect(second.status, second.stderr).toBe(75);
    const listed = execFileSync(
      '/usr/bin/unshare',
      [...OTHER_NAMESPACE, process.execPath, CLI, 'runs', 'ls', '--json'],
      { cwd: place.folder, env, encoding: 'utf8' },
    );
    expect(json(listed).runs.find((one: { record: string }) => one.record === run).status).toBe('running');
    expect(leftOf(run).length).toBeGreaterThan(0);
    process.kill(started.pid, 'SIGINT');
    expect((await started.ended).code).toBe(130);
  });
});

describe.runIf(process.getuid?.() === 0)('a run of another user', () => {
  test('is neither stopped nor taken over: 69, and whose it is', async () => {
    const place = rig('foreign');
    const { started, run } = await training(place, SLOW, ...LONG);
    chmodSync(place.folder, 0o755);
    const asNobody = (...args: readonly string[]) =>
      spawnSync(
        '/usr/bin/setpriv',
        ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, CLI, ...args],
        {
          cwd: '/',
          env: { HOME: '/nonexistent', PATH: '/usr/bin:/bin' },
          encoding: 'utf8',
        },
      );
    const runs = ['--runs-dir', join(place.folder, 'runs')];
    // The record is its owner's, unless he opens it.
    const unread = asNobody('runs', 'stop', ...runs);
    expect([unread.status, unread.stderr]).toEqual([
      69,
      expect.stringContaining('belongs to another user (uid 0)'),
    ]);
    chmodSync(run, 0o755);
    chmodSync(join(run, 'run.json'), 0o644);
    chmodSync(join(run, 'plan.json'), 0o644);
    const stopped = asNobody('runs', 'stop', ...runs);
    expect(stopped.stderr).toContain('belongs to another user (uid 0)');
    expect(stopped.status).toBe(69);
    expect(leftOf(run).length).toBeGreaterThan(0);
    process.kill(started.pid, 'SIGKILL');
    await started.ended;
    expect(asNobody('runs', 'follow', ...runs).status).toBe(69);
    expect(recordOf(run).status).toBe('running');
    expect((await place.run(['runs', 'stop', '--now'])).code).toBe(0);
    expect(leftOf(run)).toEqual([]);
  });
});
