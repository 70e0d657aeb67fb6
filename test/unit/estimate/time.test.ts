/** How long a run takes: only from runs that were measured. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PLANNING as FRAMEWORK } from '../../../src/engine/cosmos-framework/planning/index.ts';
import { PLANNING } from '../../../src/engine/cosmos-rl/planning/index.ts';
import { type MeasuredTimes, measuredFor, type TimeClass, timeOf } from '../../../src/estimate/time.ts';
import { earlierTimes } from '../../../src/run/earlier.ts';
import { putRecord, runRecord } from '../run/records.ts';

const ASKED: TimeClass = {
  preset: 'p',
  parameters: 2e9,
  gpu: 'NVIDIA H200',
  gpus: 2,
  lora: false,
  checkpointing: true,
};
const RUN: MeasuredTimes = {
  ...ASKED,
  name: 'run a',
  batch: 32,
  miniBatch: 4,
  stepSeconds: 10,
  startSeconds: 100,
  bytesPerSecond: 1e9,
};
const SIZES = { batch: 32, miniBatch: 4 };
const WORK = {
  steps: 50,
  saves: 2,
  saveBytes: 30e9,
  validations: 2,
  validationSamples: 64,
  globalBatch: 64,
  checkpointing: true,
};

describe('which measured run tells', () => {
  test.each([
    ['another preset', { preset: 'q' }],
    ['another size', { parameters: 8e9 }],
    ['another GPU', { gpu: 'NVIDIA H100 80GB HBM3' }],
    ['another number of GPUs', { gpus: 4 }],
    ['LoRA', { lora: true }],
    ['no checkpointing', { checkpointing: false }],
  ])('none of %s', (_, change) => {
    expect(measuredFor({ ...ASKED, ...change }, SIZES, [RUN])).toBeUndefined();
  });

  test('the nearest batch, and of equals the first', () => {
    const half = { ...RUN, name: 'run half', batch: 16 };
    const again = { ...RUN, name: 'run b' };
    expect(measuredFor(ASKED, SIZES, [half, RUN, again])?.name).toBe('run a');
    expect(measuredFor(ASKED, { batch: 16, miniBatch: 4 }, [RUN, half])?.name).toBe('run half');
  });

  test('a shipped point where this host has no run', () => {
    const asked = {
      ...ASKED,
      preset: 'reason2-video-caption-vqa',
      parameters: 2_127_532_032,
      gpus: 1,
    };
    expect(measuredFor(asked, SIZES, [])?.stepSeconds).toBe(12.4);
  });
});

test('start, steps, validation and saves are counted, and GPU-hours of all GPUs', () => {
  const told = timeOf(WORK, SIZES, RUN);
  // A forward pass is a quarter of a checkpointed step: twice 2.5 s.
  expect(told).toMatchObject({ step: 10, start: 100, training: 500, validation: 5, saves: 60, total: 665 });
  expect(told.gpuHours).toBeCloseTo((665 * 2) / 3600);
  expect(timeOf(WORK, { batch: 16 }, RUN).step).toBe(5);
});

test('without a measured save the total is without them', () => {
  const { bytesPerSecond: _, ...rest } = RUN;
  const told = timeOf(WORK, SIZES, rest);
  expect(told.saves).toBeUndefined();
  expect(told.total).toBe(605);
});

test('where nobody knows how often it validates, the total is without', () => {
  const { validations: _, ...work } = WORK;
  const told = timeOf(work, SIZES, RUN);
  expect(told.validation).toBeUndefined();
  expect(told.total).toBe(660);
});

describe('earlier runs of this host', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cookbook-earlier-'));
  function record(
    id: string,
    change: {
      readonly metrics?: string;
      readonly model?: string;
      readonly engineName?: string;
      readonly config?: string;
    } = {},
  ): void {
    const { engineName } = change;
    const ended = runRecord({
      id,
      status: 'ended',
      outcome: 'succeeded',
      step: { last: 3, planned: 3 },
      startedAt: '2026-11-28T10:00:00.000Z',
      ...(engineName === undefined ? {} : { engineName, engine: '5eee9ed' }),
    });
    const at = putRecord(folder, ended).folder;
    writeFileSync(
      join(at, 'config.toml'),
      change.config ??
        `[policy]\nmodel_name_or_path = "${change.model ?? '/m'}"\nmodel_gradient_checkpointing = true\n[policy.parallelism]\ndp_shard_size = 2\n[train]\ntrain_batch_per_replica = 32\n[train.train_policy]\nmini_batch = 4\n`,
    );
    const gpus = [{ index: 0, name: 'NVIDIA H200', memoryTotalMiB: 143_771, memoryUsedMiB: 0 }];
    writeFileSync(join(at, 'host.json'), JSON.stringify({ gpus: { ok: true, value: gpus } }));
    const lines = [
      '{"step":1,"at":"2026-11-28T10:02:00.000Z","seconds":30}',
      '{"step":2,"at":"2026-11-28T10:02:10.000Z","seconds":10}',
      '{"step":3,"at":"2026-11-28T10:02:20.000Z","seconds":12}',
      '{"save":{"step":3,"path":"/o","bytes":1000,"seconds":2}}',
    ];
    writeFileSync(join(at, 'metrics.ndjson'), change.metrics ?? `${lines.join('\n')}\n`);
  }
  const request = { preset: 'p', engineName: 'cosmos-rl', planning: PLANNING, model: '/m', parameters: 2e9 };

  test('of the same preset and model, the newest first; what cannot be read tells nothing', () => {
    record('20261128-100000-p-a');
    record('20261128-110000-p-b', { metrics: '' });
    record('20261128-120000-p-c', { model: '/other' });
    record('20261128-125000-p-e', { engineName: 'cosmos-framework' });
    record('20261128-130000-p-d');
    writeFileSync(join(folder, '20261128-130000-p-d', 'host.json'), 'torn');
    const found = earlierTimes(folder, request);
    expect(found.map(({ name }) => name)).toEqual(['run 20261128-100000-p-a']);
    expect(found[0]).toMatchObject({
      gpu: 'NVIDIA H200',
      gpus: 2,
      batch: 32,
      miniBatch: 4,
      bytesPerSecond: 500,
    });
    expect(found[0]?.stepSeconds).toBeGreaterThanOrEqual(10);
    // 120 s to the end of the first step, less one step as the later ones are.
    expect(found[0]?.startSeconds).toBe(120 - (found[0]?.stepSeconds ?? 0));
    expect(earlierTimes(join(folder, 'none'), request)).toEqual([]);
  });

  test('of the other engine: its samples of a step, its GPUs, and whether it keeps activations', () => {
    record('20261128-140000-p-f', {
      engineName: 'cosmos-framework',
      config: [
        '[model]',
        'backbone = { model_name = "/m" }',
        'activation_checkpointing = { mode = "none" }',
        '[trainer]',
        'grad_accum_iter = 8',
        '[dataloader_train]',
        'max_samples_per_batch = 2',
        '[custom.run]',
        'gpus = 4',
        '',
      ].join('\n'),
    });
    const asked = { ...request, engineName: 'cosmos-framework', planning: FRAMEWORK };
    expect(earlierTimes(folder, asked)).toMatchObject([
      {
        name: 'run 20261128-140000-p-f',
        gpus: 4,
        batch: 16,
        miniBatch: 2,
        lora: false,
        checkpointing: false,
      },
    ]);
  });
});
