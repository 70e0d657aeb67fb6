/** Stopping: Ctrl-C, SIGTERM, kill -9 of cookbook-run, `runs stop`, `runs follow`; afterwards nothing of the run lives. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { json, leftOf, type Rig, recordOf, rig, type Started, until } from './rig.ts';

const SLOW = { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '0.1' };

/** A run that would take minutes, after its first step. */
async function training(
  place: Rig,
  env: Readonly<Record<string, string>> = SLOW,
  ...more: readonly string[]
): Promise<{ readonly started: Started; readonly run: string }> {
  const started = place.start(
    place.sft('train.max_num_steps=2000', 'train.epoch=500', '--json', ...more),
    env,
  );
  await started.said(/training · step/);
  return { started, run: place.lastRun() };
}

const commands = (run: string) => leftOf(run).map((one) => one.command.split(' ')[0]);

describe.concurrent('stopping', () => {
  test.concurrent('Ctrl-C saves a checkpoint, then ends everything: 130', async () => {
    const place = rig('ctrl-c');
    const { started, run } = await training(place);
    // Launcher, a worker in a session of its own, and a redis without environment: all are seen.
    expect(commands(run)).toContain('python-worker-0');
    expect(commands(run)).toContain('redis-server');
    process.kill(started.pid, 'SIGINT');
    const ended = await started.ended;
    const document = json(ended.stdout);
    expect(ended.code).toBe(130);
    expect(document).toMatchObject({ outcome: 'interrupted', exitCode: 130 });
    expect(document.step.last).toBeGreaterThan(0);
    expect(document.step.last).toBeLessThan(document.step.planned);
    const output = json(readFileSync(join(run, 'plan.json'), 'utf8')).outputDir;
    const policy = join(output, 'checkpoints', `step_${document.step.last}`, 'policy');
    expect(existsSync(join(policy, '.rank_0_complete'))).toBe(true);
    expect(leftOf(run)).toEqual([]);
    expect(readFileSync(join(run, 'engine.log'), 'utf8')).toContain('cookbook-run: SIGINT');
  });

  test.concurrent('what the engine has started and not yet told in its log is ended, too', async () => {
    const place = rig('silent-redis');
    const started = place.start(place.sft('--json'), { FAKE_SCENARIO: 'silent-redis' });
    await until(
      () => existsSync(join(place.folder, 'runs')) && commands(place.lastRun()).includes('redis-server'),
      'redis',
    );
    const run = place.lastRun();
    process.kill(started.pid, 'SIGINT');
    expect((await started.ended).code).toBe(130);
    expect(leftOf(run)).toEqual([]);
  });

  test.concurrent('a second Ctrl-C does not wait for the checkpoint', async () => {
    const place = rig('ctrl-c-twice');
    const { started, run } = await training(place, { FAKE_SCENARIO: 'ignores-sigterm' });
    process.kill(started.pid, 'SIGINT');
    await started.said('again to stop at once');
    const before = Date.now();
    process.kill(started.pid, 'SIGINT');
    const ended = await started.ended;
    expect(ended.code).toBe(130);
    // An engine that is not hurried has 15 s after SIGTERM, and before that ten minutes for the checkpoint.
    expect(Date.now() - before).toBeLessThan(15_000);
    expect(leftOf(run)).toEqual([]);
  });

  test.concurrent('an engine that neither saves nor obeys is killed after --stop-timeout', async () => {
    const place = rig('stubborn');
    const { started, run } = await training(
      place,
      { FAKE_SCENARIO: 'ignores-sigterm' },
      '--stop-timeout',
      '1',
    );
    process.kill(started.pid, 'SIGINT');
    const ended = await started.ended;
    expect(ended.code).toBe(130);
    expect(leftOf(run)).toEqual([]);
  });

  test.concurrent('Ctrl-C before the first step', async () => {
    const place = rig('early');
    const started = place.start(place.sft('--json', '--stop-timeout', '2'), { FAKE_SCENARIO: 'no-progress' });
    await started.said('record in');
    await until(() => existsSync(join(place.lastRun(), 'engine.log')), 'the log');
    await sleep(300);
    process.kill(started.pid, 'SIGINT');
    const ended = await started.ended;
    expect(ended.code).toBe(130);
    expect(ended.stderr).toContain('no step was finished yet');
    expect(leftOf(place.lastRun())).toEqual([]);
  });

  test.concurrent.each(['SIGTERM', 'SIGHUP'] as const)('%s: 143', async (signal) => {
    const place = rig(signal);
    const { started, run } = await training(place);
    process.kill(started.pid, signal);
    const ended = await started.ended;
    expect(ended.code).toBe(143);
    expect(json(ended.stdout).outcome).toBe('terminated');
    expect(leftOf(run)).toEqual([]);
  });

  test.concurrent('a burst of 50 MB is no reason to stop late, and all of it is read', async () => {
    const place = rig('burst');
    const { started, run } = await training(place);
    const [log, metrics] = [join(run, 'engine.log'), join(run, 'metrics.ndjson')];
    const line = readFileSync(log, 'utf8')
      .split('\n')
      .find((one) => one.includes('Step: 1/'));
    const last = 2_200_000;
    for (let step = 2_000_000; step < last; step += 10_000)
      appendFileSync(
        log,
        Array.from(
          { length: 10_000 },
          (_, i) => `${line?.replace(/Step: 1\/\d+/, `Step: ${step + i + 1}/9000000`)}\n`,
        ).join(''),
      );
    const told = () => readFileSync(metrics, 'utf8');
    await until(() => told().includes('"step":2000001,'), 'the first step of the burst');
    const before = Date.now();
    process.kill(started.pid, 'SIGTERM');
    await started.said('asked the engine to save');
    expect(told()).not.toContain(`"step":${last},`);
    const asked = readFileSync(join(run, 'events.ndjson'), 'utf8')
      .split('\n')
      .find((one) => one.includes('stop-requested'));
    expect(Date.parse(json(asked ?? '').t) - before).toBeLessThan(2000);
    expect((await started.ended).code).toBe(143);
    expect(told()).toContain(`"step":${last},`);
    expect(leftOf(run)).toEqual([]);
  });

  test.concurrent('after kill -9 of cookbook-run the run goes on; `runs stop` ends it and the log is whole', async () => {
    const place = rig('kill-9');
    const { started, run } = await training(place);
    process.kill(started.pid, 'SIGKILL');
    await started.ended;
    const listed = json((await place.run(['runs', 'ls', '--json'])).stdout);
    expect(listed.runs).toHaveLength(1);
    expect(listed.runs[0]).toMatchObject({ status: 'running', record: run });
    const before = readFileSync(join(run, 'engine.log'), 'utf8').length;
    await until(() => readFileSync(join(run, 'engine.log'), 'utf8').length > before, 'the next step');
    const stopped = await place.run(['runs', 'stop', 'last']);
    expect(stopped.code).toBe(0);
    expect(leftOf(run)).toEqual([]);
    expect(recordOf(run)).toMatchObject({ status: 'ended', outcome: 'terminated', exitCode: 143 });
    const log = readFileSync(join(run, 'engine.log'), 'utf8');
    const steps = [...log.matchAll(/Step: (\d+)\/\d+, Loss/g)].map((match) => Number(match[1]));
    expect(steps).toEqual(steps.map((_, index) => index + 1));
    expect(log).toContain('Process 2590 completed (rc=0)');
  });

  test.concurrent('`runs follow` takes over a run that lost its cookbook-run, and returns its true code', async () => {
    const place = rig('follow');
    const started = place.start(place.sft(), { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '0.4' });
    await started.said(/training · step/);
    process.kill(started.pid, 'SIGKILL');
    await started.ended;
    const followed = await place.run(['runs', 'follow', '--json']);
    expect(json(followed.stdout)).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
    expect(followed.code).toBe(0);
    expect(recordOf(place.lastRun())).toMatchObject({ status: 'ended', outcome: 'succeeded' });
  });

  test.concurrent('a run that lost everything is abandoned', async () => {
    const place = rig('abandoned');
    const { started, run } = await training(place);
    process.kill(started.pid, 'SIGKILL');
    await started.ended;
    for (const { pid } of leftOf(run)) process.kill(pid, 'SIGKILL');
    await until(() => leftOf(run).length === 0, 'the end of the engine');
    const listed = json((await place.run(['runs', 'ls', '--json'])).stdout);
    expect(listed.runs[0].status).toBe('abandoned');
    expect((await place.run(['runs', 'ls'])).stdout).toContain('abandoned');
  });

  test.concurrent('`runs stop` from another terminal', async () => {
    const place = rig('other-terminal');
    const { started, run } = await training(place);
    const stopped = await place.run(['runs', 'stop']);
    expect(stopped.code).toBe(0);
    expect((await started.ended).code).toBe(143);
    expect(leftOf(run)).toEqual([]);
    // A second stop finds an ending and changes nothing.
    const ending = readFileSync(join(run, 'run.json'), 'utf8');
    const again = await place.run(['runs', 'stop']);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('already ended');
    expect(readFileSync(join(run, 'run.json'), 'utf8')).toBe(ending);
  });
});

test('a disk that is full right after the start does not leave the engine alone', async () => {
  const place = rig('full-at-start');
  const preload = join(import.meta.dirname, '../fixtures/full-disk.mjs');
  const env = {
    FAKE_SCENARIO: 'slow',
    FAKE_STEP_SECONDS: '0.05',
    NODE_OPTIONS: `--import=file://${preload}`,
  };
  const ended = await place.run(place.sft('--json'), env);
  expect(ended.code, ended.stderr).toBe(0);
  expect(recordOf(place.lastRun())).toMatchObject({ status: 'ended', outcome: 'succeeded' });
  expect(leftOf(place.lastRun())).toEqual([]);
});

describe.concurrent('two runs at once', () => {
  test.concurrent('on one --output the second is refused with 75', async () => {
    const place = rig('same-output');
    const output = join(place.folder, 'out');
    const { started, run } = await training(place, SLOW, '--output', output);
    const second = await place.run(place.sft('--output', output, '--json'));
    expect(second.code).toBe(75);
    expect(json(second.stdout)).toMatchObject({ exitCode: 75, outcome: 'retryable' });
    expect(leftOf(run).length).toBeGreaterThan(0);
    process.kill(started.pid, 'SIGINT');
    expect((await started.ended).code).toBe(130);
    // The lock went with the run.
    const third = await place.run(place.sft('--output', output, '--json'));
    expect(third.code).toBe(0);
  });

  test.concurrent('on different outputs neither disturbs the other', async () => {
    const place = rig('two-outputs');
    const env = { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '0.02' };
    const both = ['a', 'b'].map((name) =>
      place.start(place.sft('--output', join(place.folder, name), '--json'), env),
    );
    for (const one of both) {
      const ended = await one.ended;
      expect(json(ended.stdout)).toMatchObject({ outcome: 'succeeded' });
      expect(ended.code).toBe(0);
    }
  });
});
