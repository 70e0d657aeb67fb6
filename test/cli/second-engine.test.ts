/** Another engine, a shell script that trains nothing, behind the same verbs: only its adapter is new. */
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { json, processesIn, type Rig, ROOT, recordOf, rig, until } from './rig.ts';

const TOY = join(ROOT, 'test/toy');
// Inside of the repository, where templates are found.
const built = mkdtempSync(join(ROOT, 'node_modules/.toy-'));
const CLI = join(built, 'cli.js');

beforeAll(async () => {
  await build({
    input: { cli: join(ROOT, 'src/cli.ts') },
    platform: 'node',
    external: ['jiti', '@uwdata/flechette'],
    output: { dir: built, format: 'esm' },
    logLevel: 'warn',
    plugins: [
      {
        name: 'toy',
        load: (id) =>
          id === join(ROOT, 'src/engine/engines.ts')
            ? `export * from ${JSON.stringify(join(TOY, 'engines.ts'))}`
            : null,
      },
    ],
  });
});
afterAll(() => rmSync(built, { recursive: true }));

/** A rig with the toy on PATH, and a config for it. */
function toy(name: string, steps: number): Rig {
  const place = rig(name, CLI);
  symlinkSync(join(TOY, 'toy-train'), join(place.bin, 'toy-train'));
  symlinkSync(realpathSync('/bin/mkdir'), join(place.bin, 'mkdir'));
  writeFileSync(join(place.folder, 'toy.toml'), `[toy]\nsteps = ${steps}\npace = 0.05\n`);
  return place;
}

const SFT = ['sft', '--config', 'toy.toml', '--engine', 'toy', '--json'];

describe.concurrent('a second engine', () => {
  test.concurrent('sft plans, runs and proves it; runs shows it', async () => {
    const place = toy('toy-run', 6);
    const planned = json((await place.run([...SFT, '--dry-run'])).stdout);
    expect(planned.plan).toMatchObject({
      argv: ['toy-train', expect.stringContaining('config.toml')],
      gpus: 1,
    });
    const ended = await place.run(SFT);
    expect(ended.code, ended.stderr).toBe(0);
    expect(json(ended.stdout)).toMatchObject({ outcome: 'succeeded', step: { last: 6, planned: 6 } });
    const run = place.lastRun();
    expect(readFileSync(join(run, 'made/models/6/model'), 'utf8')).toBe('model of 6\n');
    expect(recordOf(run)).toMatchObject({ engine: '1.0', engineName: 'toy', outcome: 'succeeded' });
    expect(json((await place.run(['runs', 'ls', '--json'])).stdout).runs[0]).toMatchObject({
      outcome: 'succeeded',
      step: { last: 6, planned: 6 },
    });
    const shown = await place.run(['runs', 'show', 'last']);
    expect(shown.code).toBe(0);
    expect(shown.stdout).not.toContain('cosmos-rl');
  });

  test.concurrent('what it says is not believed: a model that is not there is unverified', async () => {
    const place = toy('toy-lies', 3);
    const ended = await place.run(SFT, { TOY_FAULT: 'lies' });
    expect(ended.code).toBe(83);
    expect(json(ended.stdout)).toMatchObject({ outcome: 'unverified', step: { last: 3, planned: 3 } });
  });

  test.concurrent('a failure is one', async () => {
    const place = toy('toy-dies', 5);
    const ended = await place.run(SFT, { TOY_FAULT: 'dies' });
    expect(ended.code).toBe(1);
    expect(json(ended.stdout)).toMatchObject({ outcome: 'failed', step: { last: 2, planned: 5 } });
    expect(recordOf(place.lastRun()).engineExit).toBe(3);
  });

  test.concurrent.each([
    ['SIGTERM', 143, 'terminated'],
    ['SIGINT', 130, 'interrupted'],
  ] as const)('%s asks it in its own way for a checkpoint', async (signal, code, outcome) => {
    const place = toy('toy-stop', 2000);
    const started = place.start(SFT);
    await started.said(/training · step/);
    process.kill(started.pid, signal);
    const ended = await started.ended;
    expect(ended.code).toBe(code);
    const { step } = json(ended.stdout);
    expect(json(ended.stdout)).toMatchObject({ outcome });
    expect(existsSync(join(place.lastRun(), `made/points/${step.last}/count`))).toBe(true);
    expect(processesIn(place.folder)).toEqual([]);
  });

  test.concurrent('runs stop and follow find it after kill -9', async () => {
    const place = toy('toy-follow', 2000);
    const started = place.start(SFT);
    await started.said(/training · step/);
    process.kill(started.pid, 'SIGKILL');
    await started.ended;
    expect(json((await place.run(['runs', 'ls', '--json'])).stdout).runs[0].status).toBe('running');
    const following = place.start(['runs', 'follow', '--json']);
    await following.said(/training/);
    process.kill(following.pid, 'SIGTERM');
    expect((await following.ended).code).toBe(143);
    await until(() => processesIn(place.folder).length === 0, 'the end of the toy');
    expect(recordOf(place.lastRun())).toMatchObject({ outcome: 'terminated', exitCode: 143 });
  });

  test.concurrent('a night stops at its deadline, the next goes on there and promotes', async () => {
    const place = toy('toy-night', 60);
    writeFileSync(
      join(place.folder, 'nightly.toml'),
      [
        'schema_version = 1',
        'name = "toy"',
        'config = "toy.toml"',
        'engine = "toy"',
        `gpu_leases = ${JSON.stringify(join(place.folder, 'gpus'))}`,
        'save_reserve = "2s"',
        '[gate]',
        'validation_loss = "if-present"',
        '',
      ].join('\n'),
    );
    const first = await place.run(['nightly', 'run', 'nightly.toml', '--for', '4s']);
    expect(first.code, first.stderr).toBe(75);
    const second = await place.run(['nightly', 'run', 'nightly.toml']);
    expect(second.code, second.stderr).toBe(0);
    const night = json(second.stdout);
    expect(night.outcome).toBe('succeeded');
    expect(night.attempts[0].resumedFrom.step).toBeGreaterThan(0);
    expect(night.attempts[0].step.last).toBe(60);
    const lastGood = join(place.folder, 'series/last-good');
    expect(readFileSync(join(resolve(place.folder, 'series', readlinkSync(lastGood)), 'model'), 'utf8')).toBe(
      'model of 60\n',
    );
  });
});
