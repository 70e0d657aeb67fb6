/** Whole plans of real data on a host of ours: what is started, found and refused. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Io } from '../../../src/io.ts';
import { fitted, sizeFlags } from '../../../src/plan/fit.ts';
import { memoryNeed } from '../../../src/plan/memory.ts';
import { planHash, shownOf } from '../../../src/plan/plan-hash.ts';
import { type PlannedRun, type PlanRequest, planRun, withFindings } from '../../../src/plan/plan-run.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../../examples');
const LLAVA = join(EXAMPLES, 'llava/annotations.json');
const root = mkdtempSync(join(tmpdir(), 'cookbook-plan-run-'));
// Eight GPUs, and nothing of an engine.
const BIN = join(root, 'bin');
mkdirSync(BIN);
copyFileSync(resolve(import.meta.dirname, '../../fixtures/bin/nvidia-smi'), join(BIN, 'nvidia-smi'));
const io = (env: Readonly<Record<string, string>> = {}): Io =>
  ({
    cwd: root,
    env: { PATH: BIN, HOME: root, ...env },
    now: () => 0,
  }) as unknown as Io;

const set = (key: string, value: string | bigint) => ({
  path: key.split('.'),
  value,
  origin: { layer: 'flag' as const, source: 'a test' },
});
const MEDIA = set('custom.dataset.media_path', join(EXAMPLES, 'llava/images'));

async function plan(more: Partial<PlanRequest> = {}, where = io()): Promise<PlannedRun> {
  const planned = await planRun(
    {
      preset: 'reason2-llava-sft',
      dataset: LLAVA,
      gpus: 1,
      runs: join(root, 'runs'),
      dryRun: true,
      settings: [MEDIA, set('train.train_batch_per_replica', 2n), set('train.train_policy.mini_batch', 1n)],
      ...more,
    },
    where,
  );
  if (planned.folder.includes('cookbook-run-dry-')) rmSync(planned.folder, { recursive: true, force: true });
  return planned;
}
const ids = ({ report }: PlannedRun) => report.findings.map(({ severity, id }) => `${severity} ${id}`);

describe('a dry run', () => {
  test('is planned whole: the launch, its data, its memory, and what the record keeps', async () => {
    const planned = await plan({ consumer: 'nvidia/Alpamayo-R1-10B', goal: 'drive', model: './m' });
    const { prepared, folder, context, verdict, engine } = planned;
    const { plan: launch } = prepared;
    expect(folder).toContain('cookbook-run-dry-');
    expect([engine.version, launch.engine, launch.engineName, launch.preset]).toEqual([
      '0.4.7',
      '0.4.7',
      'cosmos-rl',
      'reason2-llava-sft',
    ]);
    expect(launch).toMatchObject({
      schemaVersion: 1,
      argv: [
        'cosmos-rl',
        '--config',
        join(folder, 'config.toml'),
        '--port',
        String(launch.ports['controller']),
        join(folder, 'entry/llava.py'),
      ],
      script: join(folder, 'entry/llava.py'),
      cwd: root,
      gpus: 1,
      plannedSteps: 3,
      outputDir: join(folder, 'train'),
      env: {
        COOKBOOK_RUN_ID: launch.id,
        COOKBOOK_RUN_EVENTS: join(folder, 'train-events.ndjson'),
        COOKBOOK_RUN_PLANNED_STEPS: '3',
        PYTHONUNBUFFERED: '1',
        CUDA_VISIBLE_DEVICES: '0',
      },
    });
    expect(launch).not.toHaveProperty('nodes');
    expect(launch.config).toContain(`annotation_path = "${LLAVA}"`);
    expect(launch.config).toContain(`model_name_or_path = "${join(root, 'm')}"`);
    expect(prepared.dataset?.counts.train).toBe(6);
    expect(context).toMatchObject({
      schemaVersion: 1,
      gpus: 1,
      consumer: 'nvidia/Alpamayo-R1-10B',
      presetArgument: 'reason2-llava-sft',
      goal: 'drive',
      datasetKey: 'custom.dataset.annotation_path',
      dataset: { root: LLAVA, train: 6 },
      samplesPerStep: 2,
      settings: { 'train.train_batch_per_replica': '2' },
      origins: { 'train.train_batch_per_replica': 'a test' },
      preset: { 'train.train_batch_per_replica': '32' },
    });
    expect(context.answers?.map(({ optimize }) => optimize)).toHaveLength(4);
    expect(context.modules?.every((one) => one.state !== '')).toBe(true);
    expect(verdict.graft).toBeUndefined();
  });

  test('tells what would stop it here as a warning, with what it would be', async () => {
    const planned = await plan();
    const missing = planned.report.findings.find(({ id }) => id === 'engine-missing');
    expect(missing).toMatchObject({ severity: 'warning', data: { atLaunch: 'error' } });
    expect(planned.code).toBe(0);
    const launched = await plan({ dryRun: false });
    expect(launched.report.findings.find(({ id }) => id === 'engine-missing')?.severity).toBe('error');
    // The disk of a small machine may be the first that it names.
    expect(launched.code).not.toBe(0);
    expect(launched.folder).toBe(join(root, 'runs', launched.prepared.plan.id));
  });

  test('is refused for warnings where it is strict, also for what is found later', async () => {
    expect((await plan({ strict: true })).code).not.toBe(0);
    const planned = await plan();
    const finding = (severity: 'error' | 'warning' | 'info') => ({
      findings: [{ id: 'dataset-missing', severity, subject: 's', message: 'm.', data: {} }],
      skipped: [],
    });
    expect(withFindings(planned, finding('error'), [], {}).code).toBe(66);
    expect(withFindings(planned, finding('error'), [], { dryRun: true }).code).toBe(0);
    expect(withFindings(planned, finding('warning'), [], {}).code).toBe(0);
    expect(withFindings(planned, finding('warning'), [], { strict: true }).code).not.toBe(0);
    expect(withFindings(planned, finding('info'), [], {}).report.findings).toHaveLength(
      planned.report.findings.length + 1,
    );
  });

  test('has a hash that each start has, and another once its config, its command, its data or its place differs', async () => {
    const hash = async (more: Partial<PlanRequest> = {}) => {
      const { prepared, folder } = await plan(more);
      return planHash(shownOf(prepared, folder)).split('-').slice(1);
    };
    const before = await hash();
    expect(await hash()).toEqual(before);
    const same = (other: readonly string[]) => other.map((part, index) => part === before[index]);
    expect(same(await hash({ stopSeconds: 7 }))).toEqual([true, false, true, true]);
    expect(same(await hash({ gpus: 2 }))).toEqual([false, false, false, false]);
    const script = join(root, 'mine.py');
    writeFileSync(script, 'a = 1\n');
    const own = await hash({ script });
    expect(same(own)).toEqual([true, false, true, true]);
    writeFileSync(script, 'a = 2\n');
    const changed = await hash({ script });
    expect(changed[1]).not.toBe(own[1]);
    expect(await hash({ output: 'out' })).not.toEqual(before);
    const { prepared, folder } = await plan({ output: 'out' });
    const text = JSON.stringify(shownOf(prepared, folder));
    expect(text).toContain(join(root, 'out'));
    for (const anew of [folder, prepared.plan.id, String(prepared.plan.ports['redis'])])
      expect(text).not.toContain(anew);
    expect(text).toContain('PORT_redis');
  });
});

describe('patience', () => {
  const stop = async (more: Partial<PlanRequest>) => (await plan(more)).prepared.plan.stop;
  test.each([
    [
      {},
      {
        stall: { controllerReady: 900, firstStep: 1800, step: 1800, finish: 1800 },
        failureGrace: 10,
        gracefulStop: 600,
        terminate: 15,
        notFinite: 3,
      },
    ],
    [
      { stallSeconds: 5, stopSeconds: 3, notFiniteSteps: 0 },
      {
        stall: { controllerReady: 5, firstStep: 60, step: 5, finish: 5 },
        failureGrace: 5,
        gracefulStop: 3,
        terminate: 3,
      },
    ],
  ])('%j', async (more, expected) => {
    expect(await stop(more)).toStrictEqual(expected);
  });
});

describe('what a plan rests on', () => {
  test('a script of one’s own, or none', async () => {
    writeFileSync(join(root, 'own.py'), '');
    const own = await plan({ script: 'own.py' });
    expect(own.prepared.plan.script).toBe(join(root, 'own.py'));
    const none = await plan({ script: 'none' });
    expect(none.prepared.plan).not.toHaveProperty('script');
    expect(none.prepared.plan.argv.join(' ')).not.toContain('.py');
    await expect(plan({ script: 'gone.py' })).rejects.toMatchObject({ exitCode: 66 });
  });

  test('GPUs that nobody has leased, and no word of them where all are wanted', async () => {
    const cuda = async (more: Partial<PlanRequest>) =>
      (await plan(more)).prepared.plan.env['CUDA_VISIBLE_DEVICES'];
    expect(await cuda({ leasedGpus: new Set([0, 1]) })).toBe('2');
    expect(await cuda({ gpus: 8 })).toBeUndefined();
  });

  test('a file without preset: no data is looked at, and that is said', async () => {
    writeFileSync(
      join(root, 'c.toml'),
      '[policy]\nmodel_name_or_path = "a/b"\n[train]\noutput_dir = "o"\n[train.train_policy]\ntype = "sft"\n',
    );
    const { preset: _, dataset: __, ...rest } = { preset: '', dataset: '' };
    expect(rest).toEqual({});
    const planned = await planRun({ config: 'c.toml', runs: join(root, 'runs'), dryRun: true }, io());
    expect(planned.prepared.plan.preset).toBe('');
    expect(planned.report.skipped).toContainEqual({
      id: 'dataset',
      reason: expect.stringContaining('no preset names'),
    });
    expect(planned.context).not.toHaveProperty('datasetKey');
    expect(planned.context).not.toHaveProperty('presetArgument');
    expect(planned.prepared.memory.estimate).toEqual({
      unmeasured: expect.stringContaining('a/b are not known'),
    });
    expect(memoryNeed(planned.prepared.memory)).toBeUndefined();
  });

  test('a dataset that is not there is one fault: nothing is said of steps', async () => {
    const planned = await plan({ dataset: join(root, 'none') });
    expect(ids(planned)).toContain('error dataset-missing');
    expect(ids(planned).join()).not.toMatch(/no-steps|warmup/);
    expect([planned.code, planned.prepared.plan.plannedSteps]).toEqual([66, undefined]);
    expect(planned.prepared.plan.env).not.toHaveProperty('COOKBOOK_RUN_PLANNED_STEPS');
  });

  test('too few samples for a step are refused', async () => {
    const planned = await plan({ settings: [MEDIA] });
    expect(ids(planned)).toContain('error no-steps');
    expect(planned.code).not.toBe(0);
  });

  test('a model that the loss does not reach is refused with the way that does', async () => {
    const planned = await plan({ optimize: 'trajectory-decoder' });
    expect([planned.code, planned.verdict.verdict]).toEqual([78, 'block']);
    expect(planned.context.optimize).toBe('trajectory-decoder');
    expect(planned.report.findings.find(({ id }) => id === 'target-not-trained')?.severity).toBe('error');
    await expect(plan({ optimize: 'everything' })).rejects.toMatchObject({ exitCode: 2 });
  });

  test('a secret among the settings is refused', async () => {
    const secret = {
      path: ['custom', 'x'],
      value: `hf_${'a'.repeat(34)}`,
      origin: { layer: 'flag' as const, source: 'x' },
    };
    await expect(plan({ settings: [secret] })).rejects.toMatchObject({ exitCode: 78 });
  });

  test('a folder whose name a shell would split is reached by a link', async () => {
    const planned = await plan({ dryRun: false, runs: join(root, 'my runs') });
    const { plan: launch, safeFolder } = planned.prepared;
    expect(safeFolder).toBe(join(tmpdir(), `cookbook-run-${launch.id}`));
    expect(launch.script).toBe(join(safeFolder, 'entry/llava.py'));
    expect(planned.folder).toBe(join(root, 'my runs', launch.id));
  });
});

describe('on a cluster', () => {
  test('what this host is does not matter, but for what both share; the GPUs of each node count', async () => {
    const planned = await plan({ on: 'slurm', nodes: 2, gpus: 4, dryRun: false });
    const { plan: launch } = planned.prepared;
    expect([launch.nodes, launch.gpus, launch.env['CUDA_VISIBLE_DEVICES']]).toEqual([2, 8, undefined]);
    expect(launch.roles?.length).toBeGreaterThan(0);
    const skipped = planned.report.skipped.filter(({ reason }) =>
      reason.includes('the nodes of the cluster'),
    );
    expect(skipped.map(({ id }) => id)).toContain('engine-missing');
    expect(skipped.map(({ id }) => id)).not.toContain('output-not-writable');
    expect(ids(planned).join()).not.toContain('engine-missing');
    expect(planned.folder).toBe(join(root, 'runs', launch.id));
    const one = await plan({ on: 'slurm', dryRun: true });
    expect([one.prepared.plan.nodes, one.folder]).toEqual([1, join(root, 'runs', one.prepared.plan.id)]);
  });
});

describe('--fit', () => {
  const published = async (more: Partial<PlanRequest> = {}) =>
    plan({ model: 'nvidia/Cosmos-Reason2-8B', settings: [MEDIA], gpus: 4, ...more });
  const request: PlanRequest = { runs: '/r', settings: [] };

  test('takes the largest mini-batch that the GPUs hold; the samples of a step stay', async () => {
    const { prepared, facts, planning } = await published();
    const { request: fit, said } = fitted(request, { prepared, facts, planning });
    const size = fit.settings?.at(-1)?.value as bigint;
    expect(fit.settings?.map(({ path, origin }) => `${path.join('.')} ${origin.source}`)).toEqual([
      'train.train_policy.mini_batch --fit',
    ]);
    const passes = 32 / Number(size);
    expect(said).toBe(
      `--fit: mini_batch ${size} (was 4); a step is ${passes} ${passes === 1 ? 'pass' : 'passes'} of ${size}, its 32 samples for each GPU are the same`,
    );
  });

  test('needs GPUs, a measured run, and a sample that fits', async () => {
    const { prepared, facts, planning } = await published();
    const of = (more: object) => () => fitted(request, { prepared, facts, planning, ...more } as never);
    const gpu = (memoryTotalMiB: number) => ({ gpus: { ok: true, value: [{ memoryTotalMiB }] } });
    for (const none of [
      { ok: false, reason: 'x' },
      { ok: true, value: [] },
    ])
      expect(of({ facts: { gpus: none } })).toThrow(
        expect.objectContaining({ exitCode: 69, message: expect.stringContaining('none is visible') }),
      );
    expect(of({ facts: gpu(10_240) })).toThrow(
      expect.objectContaining({
        exitCode: 69,
        message: expect.stringContaining('more than the 10.0 GiB of a GPU'),
      }),
    );
    const unknown = { ...prepared, memory: { estimate: { unmeasured: 'nobody has' }, remedies: [] } };
    expect(of({ prepared: unknown })).toThrow(
      expect.objectContaining({ exitCode: 78, message: expect.stringContaining('nobody has') }),
    );
    const { request: _, ...without } = prepared.memory;
    expect(of({ prepared: { ...prepared, memory: without } })).toThrow(
      expect.objectContaining({ message: expect.stringContaining('not known') }),
    );
    // The smallest of the GPUs that it takes decides; others do not.
    const large = fitted(request, { prepared, planning, facts: gpu(200_000) as never }).request.settings?.[0]
      ?.value;
    const both = { gpus: { ok: true, value: [{ memoryTotalMiB: 200_000 }, { memoryTotalMiB: 46_080 }] } };
    const small = fitted(request, { prepared, planning, facts: both as never }).request.settings?.[0]?.value;
    expect(Number(small)).toBeLessThan(Number(large));
    const one = { ...prepared, plan: { ...prepared.plan, gpus: 1 } };
    expect(
      fitted(request, { prepared: one, planning, facts: both as never }).request.settings?.[0]?.value,
    ).toBe(large);
  });

  test('sizes have the keys of the engine; one without sizes has none', async () => {
    const { planning } = await plan();
    expect(sizeFlags('f', planning, { batch: 8 }).map(({ path, value }) => [path.join('.'), value])).toEqual([
      ['train.train_batch_per_replica', 8n],
    ]);
    expect(sizeFlags('f', {}, { batch: 8 })).toEqual([]);
  });
});
