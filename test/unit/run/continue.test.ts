/** Going on from a run: from the newest checkpoint that is whole, past its end on its model, and never as another training. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Setting } from '../../../src/config/layers.ts';
import { splitKey } from '../../../src/config/value.ts';
import { heldSteps, KEYS, LAYOUT } from '../../../src/engine/cosmos-rl/layout.ts';
import { missingResume, WEIGHTS } from '../../../src/engine/cosmos-rl/resume.ts';
import type { LaunchPlan } from '../../../src/plan/launch-plan.ts';
import { continuationOf } from '../../../src/run/continue.ts';
import { runFiles } from '../../../src/run/files.ts';
import { newestWhole } from '../../../src/run/newest-whole.ts';
import type { RunState } from '../../../src/run/record.ts';
import type { RunRecord } from '../../../src/run/run-record.ts';
import { launchPlan, runRecord } from './records.ts';

const root = mkdtempSync(join(tmpdir(), 'cookbook-continue-'));
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(root, 'r-'));
});

const CONFIG = `
redis = "7000"
[policy]
model_name_or_path = "base"
[policy.parallelism]
dp_shard_size = 1
[train]
output_dir = "out"
epoch = 2
optm_lr = 1e-5
`;

/** A checkpoint of one rank; without a marker it is not proved whole. */
function checkpoint(
  step: number,
  marked = true,
  saved: object = {},
  outputDir = join(folder, 'train'),
): string {
  const path = join(outputDir, 'checkpoints', `step_${step}`, 'policy');
  mkdirSync(path, { recursive: true });
  const parts = ['model', 'optimizer', 'scheduler', 'extra_info'].map((part) => `${part}_rank_0.pth`);
  for (const name of [...parts, ...(marked ? ['.rank_0_complete'] : [])])
    writeFileSync(join(path, name), 'x');
  writeFileSync(join(path, 'cosmos_config'), JSON.stringify(saved));
  return path;
}

interface Run {
  readonly record?: Partial<RunRecord>;
  readonly plan?: Partial<LaunchPlan>;
  readonly standing?: RunState['standing'];
  readonly context?: object;
}

/** A run whose folder holds its plan and config. */
function run({ record = {}, plan = {}, standing = 'failed', context }: Run = {}): RunState {
  const files = runFiles(folder);
  const argv = ['cosmos-rl', '--config', 'c', join(folder, 'run-7/entry/it.py')];
  writeFileSync(files.plan, JSON.stringify(launchPlan(folder, { argv, ...plan, id: 'run-7' })));
  writeFileSync(files.config, CONFIG);
  if (context !== undefined) writeFileSync(files.context, JSON.stringify(context));
  return {
    files,
    standing,
    supervised: false,
    record: runRecord({ status: 'ended', step: { last: 8, planned: 20 }, ...record }),
  };
}

const set = (key: string, value: Setting['value']): Setting => ({
  path: splitKey(key),
  value,
  origin: { layer: 'override', source: 'x' } as never,
});
const goOn = (state: RunState, settings: readonly Setting[] = [], anyway = false) =>
  continuationOf({ state, settings, anyway });
const settingsOf = (base: readonly Setting[]) =>
  Object.fromEntries(base.map(({ path, value }) => [path.join('.'), value]));

describe('a run that goes on', () => {
  test('goes on from its newest whole checkpoint, with its own settings and then those asked for', async () => {
    checkpoint(4);
    const path = checkpoint(8);
    const next = await goOn(run(), [set('logging.logger', 'console')]);
    expect(settingsOf(next.base)).toEqual({
      'policy.model_name_or_path': 'base',
      'policy.parallelism.dp_shard_size': 1n,
      'train.epoch': 2n,
      'train.optm_lr': 1e-5,
      'logging.logger': 'console',
      'train.resume': path,
    });
    expect(next).toMatchObject({
      engine: 'cosmos-rl@0.4.7',
      preset: 'p',
      says: 'goes on from step_8 of run run-7',
    });
    expect(next).not.toHaveProperty('script');
    expect(next.base[0]?.origin).toMatchObject({ layer: 'file', source: 'run run-7' });
    expect(next.base.at(-1)?.origin).toMatchObject({ layer: 'cookbook-run', source: '--resume run-7' });
  });

  test('passes over what is not whole, and what is the end, and says so', async () => {
    checkpoint(4);
    checkpoint(8, false);
    checkpoint(20);
    const next = await goOn(run());
    expect(next.says).toMatch(
      /^goes on from step_4 of run run-7; checkpoint step_20 .*: it has all 20 steps.*; checkpoint step_8 .*: there are no .*markers/,
    );
    const planned = await goOn(run({ plan: { plannedSteps: 5 }, record: { step: {} } }));
    expect(planned.says).toMatch(/^goes on from step_4 of run run-7; .*it has all 5 steps/);
    const unknown = await goOn(run({ record: { step: {} } }));
    expect(unknown.says).toBe('goes on from step_20 of run run-7');
  });

  test('has nothing to go on from: 66, with what was passed over', async () => {
    await expect(goOn(run())).rejects.toMatchObject({
      exitCode: 66,
      message: 'run run-7 left no checkpoint that is proved whole',
    });
    checkpoint(8, false);
    await expect(goOn(run())).rejects.toMatchObject({
      message: expect.stringMatching(/whole \(checkpoint step_8 .*: there are/),
    });
  });

  test.each(['running', 'pending'] as const)('is refused while it is %s', async (standing) => {
    checkpoint(4);
    await expect(goOn(run({ standing }))).rejects.toMatchObject({
      exitCode: 75,
      help: 'cookbook-run runs stop run-7',
    });
  });

  test('keeps its preset as it was named, its own script, and an output folder that is not its own', async () => {
    const elsewhere = join(folder, '../elsewhere/run-7/train');
    checkpoint(4, true, {}, elsewhere);
    const plan = { outputDir: elsewhere, argv: ['cosmos-rl', '/mine/entry.py'] };
    const next = await goOn(run({ plan, context: { presetArgument: './mine.ts' } }));
    expect(next).toMatchObject({ preset: './mine.ts', script: '/mine/entry.py' });
    expect(settingsOf(next.base)['train.output_dir']).toBe(join(folder, '../elsewhere'));
    const bare = await goOn(run({ plan: { ...plan, argv: ['cosmos-rl'] }, record: { preset: '' } }));
    expect(bare).toMatchObject({ script: 'none' });
    expect(bare).not.toHaveProperty('preset');
    const named = await goOn(run({ plan: { ...plan, argv: ['x.py'], script: '/other.py' } }));
    expect(named.script).toBe('/other.py');
  });
});

describe('what must stay as it was', () => {
  beforeEach(() => {
    checkpoint(4);
  });

  test.each([
    ['policy.model_name_or_path', 'other', 'cannot be continued with another model or layout'],
    ['train.epoch', 3n, 'keeps its length'],
    ['train.optm_lr', 2e-5, 'should stay the same training: train.optm_lr was '],
    ['train.seed', 7n, 'train.seed was not set, is 7'],
    ['train.epoch', 2.0, 'train.epoch was 2, is 2.0'],
  ] as const)('%s', async (key, value, words) => {
    await expect(goOn(run(), [set(key, value)])).rejects.toMatchObject({
      exitCode: 78,
      message: expect.stringContaining(words),
    });
  });

  test('what is only risky may be wanted; the rest may not', async () => {
    const { base } = await goOn(run(), [set('train.optm_lr', 2e-5)], true);
    expect(settingsOf(base)).toMatchObject({ 'train.optm_lr': 2e-5 });
    await expect(goOn(run(), [set('train.epoch', 3n)], true)).rejects.toMatchObject({ exitCode: 78 });
    await expect(goOn(run(), [set('policy.lora.r', 8n)], true)).rejects.toMatchObject({ exitCode: 78 });
  });

  test('what is harmless, what each run has of its own, and what is the same needs no word', async () => {
    const same = [
      set('validation.freq', 5n),
      set('redis', '7001'),
      set('train.optm_lr', 1e-5),
      set('train.ckpt.max_keep', 3n),
    ];
    expect(settingsOf((await goOn(run(), same)).base)).toMatchObject({
      redis: '7001',
      'train.ckpt.max_keep': 3n,
    });
  });
});

describe('a run that is complete', () => {
  const model = { kind: 'whole', path: '/m', bytes: 1 } as const;
  const done = (more: Partial<RunRecord> = {}) => run({ record: { outcome: 'succeeded', model, ...more } });

  test('is extended on its exported weights by the epochs that are asked for beyond it', async () => {
    const next = await goOn(done(), [set('train.epoch', 5n), set('train.optm_lr', 2e-5)]);
    expect(settingsOf(next.base)).toMatchObject({
      'policy.model_name_or_path': '/m',
      'train.epoch': 3n,
      'train.resume': false,
      'train.optm_lr': 2e-5,
    });
    expect(next.says).toBe('run run-7 is complete: a new run begins with its exported weights');
  });

  test.each([[[]], [[set('train.epoch', 2n)]], [[set('train.epoch', 1n)]]])(
    'is refused where no more epochs are asked for',
    async (settings) => {
      await expect(goOn(done(), settings)).rejects.toMatchObject({
        exitCode: 78,
        message: 'run run-7 has made all its 20 steps',
        help: expect.stringContaining('cookbook-run sft --resume run-7 --epochs 3`'),
      });
      await expect(goOn(done({ step: { last: 8 } }), settings)).rejects.toMatchObject({
        message: 'run run-7 has made all its 8 steps',
      });
    },
  );

  test('is refused without a whole model, and on an adapter', async () => {
    const more = [set('train.epoch', 3n)];
    const { model: _, ...record } = done().record;
    await expect(goOn({ ...done(), record }, more)).rejects.toMatchObject({
      message: expect.stringContaining('left no exported model'),
      help: 'start a new run',
    });
    await expect(goOn(done({ model: { ...model, kind: 'adapter' } }), more)).rejects.toMatchObject({
      message: expect.stringContaining('made an adapter'),
      help: expect.stringContaining('cookbook-run merge run-7 --out'),
    });
  });
});

describe('the newest whole checkpoint', () => {
  const from = (
    run: string,
    outputDir: string,
    plannedSteps?: number,
    config: Readonly<Record<string, unknown>> = {},
  ) => ({
    run,
    plan: { outputDir, savingRanks: 1, ...(plannedSteps === undefined ? {} : { plannedSteps }) },
    adapter: { layout: LAYOUT, weights: WEIGHTS },
    config,
  });
  const find = (planned?: number, config: Readonly<Record<string, unknown>> = {}) =>
    newestWhole([from('r', join(folder, 'train'), planned, config)]);

  test('is the highest by number that is before the end', () => {
    for (const step of [9, 10, 100]) checkpoint(step);
    const steps = [undefined, 1000, 101, 100, 11, 10, 9].map((planned) => find(planned).point?.step);
    expect(steps).toEqual([100, 100, 100, 10, 10, 9, undefined]);
    expect(find().passedOver).toEqual([]);
    expect(find(9).passedOver).toHaveLength(3);
  });

  test('of several runs is the highest, of equal steps that of the later one', () => {
    const other = join(folder, 'other');
    checkpoint(4);
    const later = checkpoint(4, true, {}, other);
    const two = [from('first', join(folder, 'train')), from('second', other)];
    expect(newestWhole(two)).toEqual({ point: { run: 'second', step: 4, path: later }, passedOver: [] });
    const path = checkpoint(5);
    expect(newestWhole(two).point).toEqual({ run: 'first', step: 5, path });
    checkpoint(6, false, {}, other);
    expect(newestWhole(two)).toMatchObject({
      point: { step: 5 },
      passedOver: [expect.stringMatching(/^checkpoint step_6 of second was passed over: there are no/)],
    });
    expect(newestWhole([])).toEqual({ passedOver: [] });
  });

  test.each([
    ['dp_shard_size', 2, 4, 'it was saved with dp_shard_size 2, not 4'],
    ['tp_size', 1, 2, 'it was saved with tp_size 1, not 2'],
    ['dp_replicate_size', 2, 1, 'it was saved with dp_replicate_size 2, not 1'],
    ['pp_size', 2, 1, 'it was saved with pp_size 2, not 1'],
    ['cp_size', 2, 1, 'it was saved with cp_size 2, not 1'],
    ['dp_shard_size', 2, 2, undefined],
    // -1 and 0 mean that the engine finds the number itself.
    ['dp_shard_size', -1, 2, undefined],
    ['dp_shard_size', 2, -1, undefined],
    ['dp_shard_size', 0, 2, undefined],
    ['dp_shard_size', 2, 0, undefined],
    ['dp_shard_size', '2', 4, undefined],
    ['dp_shard_size', 2, '4', undefined],
    ['other', 2, 4, undefined],
  ] as const)('saved with %s %s for %s: %s', (key, was, is, problem) => {
    checkpoint(4, true, { policy: { parallelism: { [key]: was } } });
    const config = { [`policy.parallelism.${key}`]: is };
    expect(WEIGHTS.resumeProblem(join(folder, 'train'), 4, 1, config)).toBe(problem);
    expect(find(9, config).point?.step).toBe(problem === undefined ? 4 : undefined);
  });

  test('needs a config that can be read, of any form', () => {
    const path = checkpoint(4);
    for (const text of ['null', '[]', '{"policy":{}}', '{"policy":null}']) {
      writeFileSync(join(path, 'cosmos_config'), text);
      expect(find(9).point?.step, text).toBe(4);
    }
    writeFileSync(join(path, 'cosmos_config'), '{');
    expect(find(9).passedOver).toEqual([expect.stringContaining('cosmos_config cannot be read')]);
  });

  test('of an output folder that is not there is none', () => {
    expect(LAYOUT.steps(join(folder, 'none'))).toEqual([]);
    mkdirSync(join(folder, 'train/checkpoints/step_7.incomplete-0a'), { recursive: true });
    mkdirSync(join(folder, 'train/checkpoints/my_step_8'));
    expect(LAYOUT.steps(join(folder, 'train'))).toEqual([]);
  });

  test('an export is usable where it is whole', () => {
    const { path, problem } = WEIGHTS.exported(join(folder, 'train'), 4, false);
    expect([path, problem]).toEqual([
      LAYOUT.export(join(folder, 'train'), 4),
      expect.stringContaining('does not exist'),
    ]);
  });
});

describe('what is the engine’s in its folder', () => {
  test.each([
    ['step_4', true],
    ['step_40', true],
    ['step_4.incomplete-0a1f', true],
    ['step_4.previous-0a1f', true],
    ['step_', false],
    ['my_step_4', false],
    ['step_4.bak', false],
    ['step_4.incomplete-', false],
    ['step_4.incomplete-xyz', false],
    ['step_4.previous-0a.txt', false],
  ])('%s: %s', (name, ours) => {
    expect(LAYOUT.ours.test(name)).toBe(ours);
    for (const parent of ['checkpoints', 'safetensors', 'other'])
      mkdirSync(join(folder, parent, name), { recursive: true });
    expect(heldSteps(folder)).toEqual(ours ? [`checkpoints/${name}`, `safetensors/${name}`] : []);
  });

  test.each([
    ['policy.model_name_or_path', 'impossible'],
    ['policy.parallelism.tp_size', 'impossible'],
    ['policy.lora', 'impossible'],
    ['policy.lora.r', 'impossible'],
    ['train.optm_name', 'impossible'],
    ['train.master_dtype', 'impossible'],
    ['train.force_use_hf', 'impossible'],
    ['train.epoch', 'length'],
    ['train.max_num_steps', 'length'],
    ['train.epochs', 'risky'],
    ['my.train.epoch', 'risky'],
    ['logging.logger', 'harmless'],
    ['validation.freq', 'harmless'],
    ['profiler.on', 'harmless'],
    ['train.ckpt.max_keep', 'harmless'],
    ['train.sync_weight_interval', 'harmless'],
    ['train.sync_weight_interval.x', 'risky'],
    ['train.optm_lr', 'risky'],
    ['custom.validation.x', 'risky'],
    ['train.optm_name_2', 'risky'],
    ['my.policy.lora', 'risky'],
  ] as const)('a change of %s is %s', (key, change) => {
    expect(KEYS.change(key)).toBe(change);
  });
});

describe('a checkpoint that is named and not there', () => {
  test('is told, with the newest beside it', () => {
    const path = checkpoint(4);
    checkpoint(10);
    mkdirSync(join(folder, 'train/checkpoints/step_11'));
    const beside = (step: string) => path.replace('step_4', step);
    expect(missingResume(path, '/')).toBeUndefined();
    expect(missingResume(beside('step_9'), '/')).toEqual({
      name: beside('step_9'),
      newest: beside('step_10'),
    });
    expect(missingResume('train/checkpoints/step_9', folder)).toMatchObject({ newest: beside('step_10') });
    // By number, and of names that are steps to the letter.
    checkpoint(9);
    for (const name of ['my_step_20', 'step_30.incomplete-0a'])
      mkdirSync(join(folder, 'train/checkpoints', name, 'policy'), { recursive: true });
    expect(missingResume(beside('step_17'), '/')?.newest).toBe(beside('step_10'));
    rmSync(join(folder, 'train/checkpoints/step_10'), { recursive: true });
    expect(missingResume(beside('step_17'), '/')?.newest).toBe(beside('step_9'));
    expect(missingResume('step_17/policy', join(folder, 'train/checkpoints'))?.newest).toBe(beside('step_9'));
    expect(missingResume(join(folder, 'train/none/step_9'), '/')).toEqual({
      name: join(folder, 'train/none/step_9'),
    });
  });

  test('is not told of a name that is no step, or of another machine', () => {
    for (const name of [
      true,
      undefined,
      7,
      'latest',
      '/some/steps',
      'my_step_4x',
      join(folder, 'train/checkpoints/step_9x'),
      join(folder, 'step_x/policy'),
    ])
      expect(missingResume(name, '/'), String(name)).toBeUndefined();
    expect(missingResume('/no/such/machine/out/run/checkpoints/step_9/policy', '/')).toBeUndefined();
    expect(missingResume('step_9\0', folder)).toBeUndefined();
  });
});
