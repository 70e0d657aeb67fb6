/** `sft --resume`: goes on from the newest checkpoint that is proved whole, and refuses what cannot be continued. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { json, type Rig, recordOf, rig, until } from './rig.ts';

const SLOW = { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '0.5' };
const QUICK = { ...SLOW, FAKE_STEP_SECONDS: '0.02' };
const shortOf = (run: string) => run.slice(run.lastIndexOf('-') + 1);
const logOf = (run: string) => readFileSync(join(run, 'engine.log'), 'utf8');

/** A run that was interrupted after some steps, with its checkpoint. */
async function interrupted(place: Rig): Promise<string> {
  const started = place.start(place.sft('--stop-timeout', '20'), SLOW);
  await started.said('record in');
  const run = place.lastRun();
  await until(() => /Step: 3\//.test(logOf(run)), 'some steps');
  process.kill(started.pid, 'SIGINT');
  expect((await started.ended).code).toBe(130);
  return run;
}

describe.concurrent('a run that was interrupted', () => {
  test.concurrent('prints the line that goes on, and that line goes on to the verified end', async () => {
    const place = rig('resume');
    const started = place.start(place.sft('--stop-timeout', '20'), SLOW);
    await started.said('record in');
    const first = place.lastRun();
    await until(() => /Step: 3\//.test(logOf(first)), 'some steps');
    process.kill(started.pid, 'SIGINT');
    const { stdout } = await started.ended;
    const line = /^ {2}(cookbook-run sft --resume \S+)$/m.exec(stdout)?.[1];
    expect(line).toBe(`cookbook-run sft --resume ${shortOf(first)}`);
    const done = await place.run([...(line ?? '').split(' ').slice(1), '--json'], QUICK);
    expect(done.stderr).toMatch(/goes on from step_\d+ of run /);
    const { outcome, exitCode, run } = json(done.stdout);
    expect({ outcome, exitCode }).toEqual({ outcome: 'succeeded', exitCode: 0 });
    const second = place.lastRun();
    expect(second).not.toBe(first);
    expect(recordOf(second)).toMatchObject({ id: run, resumedFrom: first.split('/').at(-1) });
    const from = Number(
      /checkpoints\/step_(\d+)\/policy/.exec(readFileSync(join(second, 'config.toml'), 'utf8'))?.[1],
    );
    expect(from).toBeGreaterThan(2);
    expect(/Step: (\d+)\//.exec(logOf(second))?.[1]).toBe(String(from + 1));
  });

  test.concurrent('goes on as the same training only', async () => {
    const place = rig('changed');
    const run = await interrupted(place);
    const refuse = async (...more: string[]) => {
      const ended = await place.run(['sft', '--resume', 'last', ...more], SLOW);
      expect(place.lastRun()).toBe(run);
      return ended;
    };
    const model = await refuse('--model', 'nvidia/Cosmos-Reason2-8B');
    expect([model.code, model.stderr]).toEqual([
      78,
      expect.stringContaining('policy.model_name_or_path was'),
    ]);
    const layout = await refuse('--gpus', '2');
    expect([layout.code, layout.stderr]).toEqual([78, expect.stringContaining('dp_shard_size')]);
    const length = await refuse('--epochs', '9');
    expect([length.code, length.stderr]).toEqual([78, expect.stringContaining('keeps its length')]);
    const risky = await refuse('--lr', '1e-4');
    expect([risky.code, risky.stderr]).toEqual([78, expect.stringContaining('add --anyway')]);
    expect((await refuse('--preset', 'reason1-av-caption')).code).toBe(2);
    const dry = await place.run(
      ['sft', '--resume', 'last', '--lr', '1e-4', '--anyway', '--dry-run', '--json'],
      SLOW,
    );
    expect(json(dry.stdout).plan.config).toMatch(/resume = ".*step_\d+\/policy"/);
  });

  test.concurrent('with a checkpoint that is not whole has nothing to go on from', async () => {
    const place = rig('not-whole');
    const run = await interrupted(place);
    const checkpoint = recordOf(run).checkpoint.path;
    rmSync(join(checkpoint, '.rank_0_complete'));
    const ended = await place.run(['sft', '--resume', 'last'], SLOW);
    expect(ended.code).toBe(66);
    expect(ended.stderr).toContain('no checkpoint that is proved whole');
    expect(place.lastRun()).toBe(run);
  });
});

test('a complete run is extended on its exported weights, and not without more epochs', async () => {
  const place = rig('extend');
  await place.run(place.sft(), { FAKE_SCENARIO: 'completes' });
  const run = place.lastRun();
  const none = await place.run(['sft', '--resume', 'last']);
  expect(none.code).toBe(78);
  expect(none.stderr).toContain('has made all its 20 steps');
  const epochs = Number(/^epoch = (\d+)$/m.exec(readFileSync(join(run, 'config.toml'), 'utf8'))?.[1]);
  const dry = await place.run([
    'sft',
    '--resume',
    shortOf(run),
    '--epochs',
    String(epochs + 2),
    '--dry-run',
    '--json',
  ]);
  const config = json(dry.stdout).plan.config as string;
  expect(config).toContain(`model_name_or_path = "${join(run, 'train/safetensors/step_20')}"`);
  expect(config).toMatch(/^epoch = 2$/m);
  expect(config).toMatch(/^resume = false$/m);
});
