/** What a run leaves to look at: metrics while it goes on, the end screen, and the verbs of `runs` on its record. */
import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { json, leftOf, type Rig, ROOT, recordOf, rig, until } from './rig.ts';

/** The whole lines: the run may be writing the next one. */
const metricsIn = (run: string) => {
  const text = readFileSync(join(run, 'metrics.ndjson'), 'utf8');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
};
const validLine = new Ajv2020({ strict: true, allErrors: true }).compile(
  json(readFileSync(join(ROOT, 'docs/metrics.schema.json'), 'utf8')),
);
/** Lines that are not as documented. */
const undocumented = (run: string) => metricsIn(run).filter((line) => !validLine(line));
const stepsIn = (run: string): readonly number[] => metricsIn(run).flatMap((line) => line.step ?? []);
const shortOf = (run: string) => run.slice(run.lastIndexOf('-') + 1);

/** A run that trains slowly, and has made some steps. */
async function training(place: Rig, env = {}, ...more: readonly string[]) {
  const started = place.start(
    place.sft('--json', '--stop-timeout', '20', 'train.max_num_steps=400', ...more),
    {
      FAKE_SCENARIO: 'slow',
      FAKE_STEP_SECONDS: '0.1',
      ...env,
    },
  );
  await started.said('record in');
  const run = place.lastRun();
  const file = join(run, 'metrics.ndjson');
  await until(() => existsSync(file) && stepsIn(run).length > 2, 'some steps');
  return { started, run };
}

describe.concurrent('metrics', () => {
  test.concurrent('each step, validation, save and phase is one line, and the end tells the same', async () => {
    const place = rig('metrics');
    const ended = await place.run(place.sft('--json'), { FAKE_SCENARIO: 'completes' });
    const run = place.lastRun();
    expect(stepsIn(run)).toEqual(Array.from({ length: 20 }, (_, place) => place + 1));
    const all = metricsIn(run);
    expect(all.filter((line) => line.validation !== undefined).map((line) => line.validation.step)).toEqual([
      8, 16, 20,
    ]);
    const saves = all.filter((line) => line.save !== undefined);
    expect(new Set(saves.map((line) => line.save.path)).size).toBe(saves.length);
    expect(saves.every((line) => line.save.bytes > 0)).toBe(true);
    expect(all.filter((line) => line.phase !== undefined).length).toBeGreaterThan(3);
    expect(undocumented(run)).toEqual([]);
    const document = json(ended.stdout);
    expect(document.metrics).toMatchObject({
      first: { step: 1 },
      last: { step: 20 },
      bestValidation: { step: 20 },
    });
    expect(document.proofs.map((one: { ok: boolean }) => one.ok)).toEqual([true, true, true, true, true]);
    expect(document.model).toMatchObject({ kind: 'whole', path: join(run, 'train/safetensors/step_20') });
    expect(document.checkpoint.path).toBe(join(run, 'train/checkpoints/step_20/policy'));
    expect(document.next[0]).toBe(`cookbook-run runs report ${shortOf(run)}`);
    expect(statSync(join(run, 'context.json')).size).toBeGreaterThan(100);
  });

  test.concurrent('a run that another cookbook-run takes over has no step twice', async () => {
    const place = rig('taken-over');
    const { started, run } = await training(place);
    process.kill(started.pid, 'SIGKILL');
    await started.ended;
    const before = stepsIn(run).length;
    expect((await place.run(['runs', 'stop', 'last'])).code).toBe(0);
    const steps = stepsIn(run);
    expect(steps.length).toBeGreaterThan(before);
    expect(steps).toEqual(steps.map((_, place) => place + 1));
    const phases = metricsIn(run).flatMap((line) => line.phase ?? []);
    expect(phases.filter((phase) => phase === 'training')).toHaveLength(1);
  });
});

describe.concurrent('a loss that is not finite', () => {
  test.concurrent('ends the run after three steps: 82, nothing left running', async () => {
    const place = rig('nan-guard');
    const { started, run } = await training(place, { FAKE_NAN_FROM: '4' });
    const ended = await started.ended;
    expect(ended.code).toBe(82);
    expect(json(ended.stdout)).toMatchObject({ outcome: 'loss-not-finite', exitCode: 82 });
    expect(ended.stderr).toContain('step 4: the loss is NaN');
    expect(stepsIn(run).length).toBeLessThan(40);
    expect(leftOf(run)).toEqual([]);
    expect(metricsIn(run).find((line) => line.step === 4).loss).toBe('NaN');
    expect(undocumented(run)).toEqual([]);
    expect(recordOf(run).proofs.at(-1)).toEqual({
      name: 'the loss is finite',
      ok: false,
      why: 'not from step 4 on',
    });
  });

  test.concurrent('is only told with --on-nan warn', async () => {
    const place = rig('nan-warn');
    const { started, run } = await training(place, { FAKE_NAN_FROM: '4' }, '--on-nan', 'warn');
    await until(() => stepsIn(run).length > 12, 'more steps');
    process.kill(started.pid, 'SIGTERM');
    const ended = await started.ended;
    expect(ended.stderr.match(/the loss is NaN/g)).toHaveLength(1);
    expect(ended.code).not.toBe(0);
  });
});

describe('the verbs of runs', () => {
  test('name a run by its end, a beginning, its name, its folder; say what is ambiguous', async () => {
    const place = rig('names');
    await place.run(place.sft('--name', 'first'), { FAKE_SCENARIO: 'completes' });
    const run = place.lastRun();
    await place.run(place.sft(), { FAKE_SCENARIO: 'completes' });
    const shown = async (word: string) => place.run(['runs', 'show', word, '--json']);
    expect(realpathSync(join(place.folder, 'runs/last'))).toBe(realpathSync(place.lastRun()));
    expect(json((await place.run(['runs', 'ls', '--json'])).stdout).runs).toHaveLength(2);
    for (const word of ['first', shortOf(run), shortOf(run).slice(0, 5), run])
      expect(json((await shown(word)).stdout).id).toBe(run.split('/').at(-1));
    const both = await shown('2026');
    expect(both.code).toBe(2);
    expect(both.stderr).toContain('may be');
    expect((await shown('nobody')).code).toBe(66);
    expect((await place.run(place.sft('--name', '../x'))).code).toBe(2);
  });

  test('rm asks, keeps what runs, and removes the rest', async () => {
    const place = rig('rm');
    const { started, run } = await training(place);
    const busy = await place.run(['runs', 'rm', 'last', '--yes']);
    expect(busy.code).toBe(75);
    expect(busy.stderr).toContain('is running');
    process.kill(started.pid, 'SIGTERM');
    await started.ended;
    const asked = await place.run(['runs', 'rm', 'last']);
    expect(asked.code).toBe(2);
    expect(existsSync(run)).toBe(true);
    expect((await place.run(['runs', 'rm', 'last', '--yes'])).code).toBe(0);
    expect(existsSync(run)).toBe(false);
    expect(lstatSync(join(place.folder, 'runs/last'), { throwIfNoEntry: false })).toBeUndefined();
  });

  test('ls shows a running run with its loss, and filters', async () => {
    const place = rig('ls');
    const { started } = await training(place, {}, '--name', 'slow-one');
    const live = json((await place.run(['runs', 'ls', '--json', '--status', 'running'])).stdout).runs;
    expect(live).toHaveLength(1);
    expect(live[0].live).toMatchObject({ loss: expect.any(Number), step: expect.any(Number) });
    expect((await place.run(['runs', 'ls'])).stdout).toMatch(/\(slow-one\) +running +\d+\/220 +loss /);
    process.kill(started.pid, 'SIGTERM');
    await started.ended;
    expect(json((await place.run(['runs', 'ls', '--json', '--preset', 'other'])).stdout).runs).toEqual([]);
    expect((await place.run(['runs', 'ls', '--since', 'yesterdayish'])).code).toBe(2);
    expect(json((await place.run(['runs', 'ls', '--json', '--since', '1h'])).stdout).runs).toHaveLength(1);
  });
});
