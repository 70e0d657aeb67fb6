/** Programs of others beside a run: a real redis on its port, and somebody in another container who would touch what lives here. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLI, json, leftOf, type Rig, rig, until } from '../cli/rig.ts';
import { LONG, SLOW, training } from './surroundings.ts';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

describe.runIf(hasRedis)('a redis of somebody else on the port of a living run', () => {
  test('is asked who it is, and left alone', async () => {
    const place = rig('redis');
    // An engine that ends by itself ends whatever has the name of its redis; this one leaves that to us.
    const stubborn = { ...SLOW, FAKE_SCENARIO: 'ignores-sigterm' };
    const { started, run } = await training(place, stubborn, ...LONG, '--stop-timeout', '2');
    const { redis } = json(readFileSync(join(run, 'plan.json'), 'utf8')).ports;
    // The run's own has died, and another program was faster.
    for (const one of leftOf(run))
      if (one.command.startsWith('redis-server')) process.kill(one.pid, 'SIGKILL');
    const args = ['--port', String(redis), '--bind', '0.0.0.0', '--save', '', '--dir', place.temporary];
    const stranger = spawn('redis-server', args, { stdio: 'ignore', env: { PATH: process.env['PATH'] } });
    try {
      await until(
        () => readFileSync(`/proc/${stranger.pid}/cmdline`, 'utf8').includes(`0.0.0.0:${redis}`),
        'the title of redis',
      );
      process.kill(started.pid, 'SIGTERM');
      expect((await started.ended).code).toBe(143);
      expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
      await place.run(['runs', 'stop', 'last']);
      expect([stranger.exitCode, stranger.signalCode]).toEqual([null, null]);
    } finally {
      stranger.kill('SIGKILL');
    }
  });
});

const OTHER = ['--pid', '--fork', '--mount-proc'];
const canUnshare = spawnSync('unshare', [...OTHER, 'true']).status === 0;

/** Runs a command in another pid namespace over the same folders. */
function elsewhere(place: Rig, args: readonly string[]) {
  return spawnSync('/usr/bin/unshare', [...OTHER, process.execPath, CLI, ...args], {
    cwd: place.folder,
    env: {
      PATH: place.bin,
      HOME: place.folder,
      TMPDIR: place.temporary,
      FAKE_RIG: place.folder,
      COOKBOOK_GPU_LEASES: join(place.folder, 'gpus'),
      COOKBOOK_REDIS_LOG: join(place.temporary, 'redis.log'),
    },
    encoding: 'utf8',
    timeout: 60_000,
  });
}

describe.runIf(canUnshare)('from another container over the same folders', () => {
  test('a living run is neither removed, stopped, taken over nor resumed', async () => {
    const place = rig('container');
    const output = join(place.folder, 'out');
    mkdirSync(output);
    const { started, run } = await training(place, SLOW, ...LONG, '--output', output);
    const rm = elsewhere(place, ['runs', 'rm', 'last']);
    expect(rm.status, rm.stderr).not.toBe(0);
    expect(existsSync(join(run, 'run.json'))).toBe(true);
    const stop = elsewhere(place, ['runs', 'stop', 'last']);
    expect([stop.status, stop.stderr]).toEqual([69, expect.stringContaining('another container')]);
    const resume = elsewhere(place, ['sft', '--resume', 'last']);
    expect(resume.status, resume.stderr).toBe(75);
    expect(started.child.exitCode).toBeNull();
    process.kill(started.pid, 'SIGTERM');
    expect((await started.ended).code).toBe(143);
  });

  test('a night that runs holds its series: 75', async () => {
    const place = rig('container-night');
    place.dataset();
    const model = ['--model', join(place.folder, '.model'), 'train.max_num_steps=2000', 'train.epoch=500'];
    const small = [
      'train.train_batch_per_replica=1',
      'train.train_policy.mini_batch=1',
      'train.optm_warmup_steps=2',
    ];
    const init = [
      'nightly',
      'init',
      'n.toml',
      '--preset',
      'reason1-av-caption',
      '--dataset',
      'avha',
      '--gpus',
      '1',
    ];
    const made = await place.run([...init, ...model, ...small]);
    expect(made.code, made.stderr).toBe(0);
    const started = place.start(['nightly', 'run', 'n.toml'], SLOW);
    await started.said(/training · step/);
    const second = elsewhere(place, ['nightly', 'run', 'n.toml']);
    expect(second.status, second.stderr).toBe(75);
    expect(started.child.exitCode).toBeNull();
    process.kill(started.pid, 'SIGTERM');
    await started.ended;
  });
});
