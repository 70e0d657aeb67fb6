/** GPU memory before a launch: the measured points, what is not measured, and what would make a run smaller. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { resolve } from '../../../src/config/layers.ts';
import { memoryPhases } from '../../../src/engine/cosmos-rl/planning/memory.ts';
import { sizeSettings, sizesOf } from '../../../src/engine/cosmos-rl/planning/sizes.ts';
import type { ModelShape } from '../../../src/engine/sizing.ts';
import { estimateMemory, type MemoryRequest, peakOf } from '../../../src/estimate/memory/estimate.ts';
import { POINTS, settingsOfPoint } from '../../../src/estimate/memory/points.ts';
import { largestMiniBatch, memoryRemedies } from '../../../src/estimate/memory/remedies.ts';
import { shapeOf } from '../../../src/estimate/memory/shape.ts';
import constants from '../../../src/estimate/memory-constants.json' with { type: 'json' };
import { PUBLISHED, qwenVl } from '../../../src/objective/modules/inventory.ts';
import { FOUR_GPUS } from './four-gpus.ts';

const shape = (name: keyof typeof PUBLISHED): ModelShape => {
  const found = shapeOf(qwenVl(PUBLISHED[name], name.startsWith('reason2')));
  if (found === undefined) throw new Error(name);
  return found;
};
const SHAPES: Readonly<Record<string, ModelShape>> = {
  '2b': shape('reason2-2b'),
  '8b': shape('reason2-8b'),
  '7b': shape('reason1-7b'),
};
const GIVEN = POINTS.slice(0, 9);
const GIB = 2 ** 30;

function request(change: Partial<MemoryRequest['run']> = {}, tokens = 3600, patches = 10_240): MemoryRequest {
  const one = { tokens, patches };
  return {
    formula: memoryPhases,
    shape: SHAPES['8b'] as ModelShape,
    family: 'qwen3_vl',
    run: { ...FOUR_GPUS, ...change },
    longest: { least: one, expected: one, most: one, from: 'the data' },
  };
}

function expected(of: MemoryRequest) {
  const estimate = estimateMemory(of);
  if ('unmeasured' in estimate) throw new Error(estimate.unmeasured);
  return estimate;
}

describe('the measured points', () => {
  const errors = GIVEN.map((point) => {
    const { top, reserved } = peakOf(
      { formula: memoryPhases, shape: SHAPES[point.shape] as ModelShape, run: settingsOfPoint(point) },
      point,
    );
    return {
      name: point.name,
      allocated: top.bytes / GIB / point.allocatedGiB - 1,
      reserved: reserved / GIB / point.reservedGiB - 1,
    };
  });
  const mean = (all: readonly number[]) => all.reduce((sum, one) => sum + Math.abs(one), 0) / all.length;

  test('the nine that were given: 4 % in the mean, 13 % at worst, without a point that was left out 6 %', () => {
    expect(GIVEN.map(({ name }) => name)).toContain('m8_full_4gpu_m1_s');
    expect(mean(errors.map(({ allocated }) => allocated))).toBeLessThan(0.04);
    for (const { name, allocated } of errors) expect(Math.abs(allocated), name).toBeLessThan(0.13);
    expect(constants.errors.leaveOneOut).toBeLessThan(6);
    expect(constants.errors.worst).toBeLessThan(13);
  });

  test('what the allocator reserves: within 10 % of each', () => {
    for (const { name, reserved } of errors) expect(Math.abs(reserved), name).toBeLessThan(0.1);
  });

  test('every point lies in the interval that is printed for it, and is its own nearest', () => {
    for (const point of GIVEN) {
      const one = { tokens: point.tokens, patches: point.patches };
      const estimate = expected({
        formula: memoryPhases,
        shape: SHAPES[point.shape] as ModelShape,
        family: point.family,
        run: settingsOfPoint(point),
        longest: { least: one, expected: one, most: one, from: 'the point' },
      });
      expect(estimate.allocatedGiB.low, point.name).toBeLessThan(point.allocatedGiB);
      expect(estimate.allocatedGiB.high, point.name).toBeGreaterThan(point.allocatedGiB);
      expect(estimate.reservedGiB.high, point.name).toBeGreaterThan(point.reservedGiB);
      expect(estimate.nearest).toEqual({ name: point.name, distance: 0, allocatedGiB: point.allocatedGiB });
    }
  });

  test('the constants are those that the script fits', () => {
    const done = spawnSync(process.execPath, ['scripts/fit-memory.mjs', '--check'], { encoding: 'utf8' });
    expect(done.stderr).toBe('');
    expect(done.status).toBe(0);
  });
});

describe('what decides', () => {
  test('long samples: the logits of the loss, as on the GPU where they took 28.6 GiB', () => {
    const estimate = expected(request({ lora: { rank: 16, targets: ['q_proj'] }, batch: 4 }));
    expect(estimate.phase).toBe('loss');
    expect(estimate.term).toBe('logits');
  });

  test('an 8B over four GPUs with the published batch: what nvidia-smi showed, 72 GiB, lies in the interval', () => {
    const { allocatedGiB, reservedGiB } = expected(request({ batch: 16 }));
    expect(allocatedGiB.low).toBeLessThan(72);
    expect(reservedGiB.high).toBeGreaterThan(72);
  });

  test('a validation of a whole batch: the 177 GiB that an H200 did not have, by what it held and was asked for', () => {
    const of = (change: object) => ({
      ...request({ gpus: 1, shards: 1, ...change }, 3989, 4000),
      shape: SHAPES['2b'] as ModelShape,
    });
    const whole = expected(of({ validationBatch: 32 }));
    expect(whole.phase).toBe('validation');
    expect(whole.term).toBe('logits');
    // The log-softmax, a third of the logits' bytes, comes after the copy that failed.
    const { terms, bytes } = whole.phases.find(({ phase }) => phase === 'validation') ?? {
      terms: {},
      bytes: 0,
    };
    const asked = (bytes - (terms.logits ?? 0) / 3) / GIB;
    expect(Math.abs(asked / (104.86 + 72.23) - 1)).toBeLessThan(0.07);
    expect(memoryRemedies(of({ validationBatch: 32 }), sizeSettings)[0]?.remedy).toEqual({
      kind: 'override',
      set: { 'validation.batch_size': 4n },
    });
    const small = expected(of({ validationBatch: 4 }));
    expect(small.phase).not.toBe('validation');
    expect(small.allocatedGiB).toEqual(expected(of({})).allocatedGiB);
  });

  test('the batch of a validation is that of a whole step where none is set, and is none where there is no validation', () => {
    const of = (validation: object) =>
      sizesOf(
        {
          train: { train_batch_per_replica: 32n, train_policy: { type: 'sft', mini_batch: 4n } },
          validation,
        } as never,
        { known: '0.4.7' },
      )?.validationBatch;
    expect(of({ enable: true })).toBe(32);
    expect(of({ enable: true, batch_size: 2n })).toBe(2);
    expect(of({})).toBeUndefined();
  });

  test('an interval of lengths widens that of the memory', () => {
    const { longest, ...rest } = request();
    const wide = {
      ...longest,
      least: { tokens: 800, patches: 1000 },
      most: { tokens: 8000, patches: 20_000 },
    };
    const [one, other] = [expected(request()), expected({ ...rest, longest: wide })];
    expect(other.allocatedGiB.expected).toBe(one.allocatedGiB.expected);
    expect(other.allocatedGiB.low).toBeLessThan(one.allocatedGiB.low);
    expect(other.allocatedGiB.high).toBeGreaterThan(one.allocatedGiB.high);
  });
});

describe('what was not measured has no number', () => {
  const engine = { known: '0.4.7' } as const;
  const why = (others: readonly string[], family = 'qwen3_vl') =>
    estimateMemory({ ...request({ others }), family }, GIVEN);
  test.each([
    'train.fsdp_offload',
    'train.activation_offload',
    'train.fp8.enable_fp8',
    'policy.parallelism.tp_size=2',
    'policy.parallelism.cp_size=2',
  ])('%s', (other) => {
    expect(why([other])).toEqual({ unmeasured: `no run was measured with ${other}` });
  });

  test('another family', () => {
    expect(why([], 'qwen3_vl_moe')).toEqual({
      unmeasured: 'no run was measured with models of the family qwen3_vl_moe',
    });
  });

  test('the config says so: what is on, and only that', () => {
    const base = {
      policy: { parallelism: { dp_shard_size: 4n, tp_size: 1n } },
      train: { train_policy: { type: 'sft' } },
    };
    const of = (train: object, parallelism: object = {}) =>
      sizesOf(
        {
          policy: { parallelism: { ...base.policy.parallelism, ...parallelism } },
          train: { ...base.train, ...train },
        } as never,
        engine,
      )?.others;
    expect(of({})).toEqual([]);
    expect(of({ fsdp_offload: true })).toEqual(['train.fsdp_offload']);
    expect(of({ fp8: { enable_fp8: true } })).toEqual(['train.fp8.enable_fp8']);
    expect(of({}, { tp_size: 2n })).toEqual(['policy.parallelism.tp_size=2']);
  });

  test('another architecture', () => {
    expect(shapeOf(new Map([['transformer.blocks.0.attn.weight', [8, 8]]]))).toBeUndefined();
    expect(shapeOf(new Map())).toBeUndefined();
  });
});

describe('remedies', () => {
  test('each makes the run smaller, says its peak, and is none that is set already', () => {
    const of = request({ checkpointing: false, batch: 8, shards: 1, gpus: 1 }, 900, 200);
    const now = expected(of).allocatedGiB.expected;
    const remedies = memoryRemedies(of, sizeSettings, 360_000);
    const keys = remedies.flatMap(({ remedy }) =>
      remedy.kind === 'override' ? Object.keys(remedy.set ?? {}) : [],
    );
    expect(keys).toEqual(
      expect.arrayContaining([
        'policy.model_gradient_checkpointing',
        'train.train_policy.mini_batch',
        'policy.parallelism.dp_shard_size',
        'train.master_dtype',
        'policy.lora.r',
      ]),
    );
    for (const { allocatedGiB } of remedies) expect(allocatedGiB).toBeLessThan(now);
    const after = memoryRemedies(
      request({ miniBatch: 1, batch: 8, shards: 8, gpus: 8, master: 2 }, 900, 200),
      sizeSettings,
    );
    const left = after.flatMap(({ remedy }) =>
      remedy.kind === 'override' ? Object.keys(remedy.set ?? {}) : [],
    );
    expect(left).not.toContain('train.train_policy.mini_batch');
    expect(left).not.toContain('policy.model_gradient_checkpointing');
    expect(left).not.toContain('policy.parallelism.dp_shard_size');
    expect(left).not.toContain('train.master_dtype');
  });

  test('the settings of other sizes make them', () => {
    const sizes = {
      batch: 16,
      miniBatch: 8,
      validationBatch: 4,
      shards: 2,
      master: 2,
      checkpointing: true,
      lora: { rank: 16, targets: ['q_proj'] },
      fusedLoss: true,
    };
    const layers = Object.entries({
      ...sizeSettings(sizes),
      'validation.enable': true,
      'policy.parallelism.tp_size': 1n,
    }).map(([key, value]) => ({
      path: key.split('.'),
      value,
      origin: { layer: 'flag', source: 'a test' } as const,
    }));
    expect(sizesOf(resolve(layers).config, { known: '0.4.7' })).toEqual({ ...sizes, gpus: 2, others: [] });
  });

  test('the largest mini-batch that fits divides the batch', () => {
    const of = request({ batch: 32 });
    expect(largestMiniBatch(of, 139)).toBe(8);
    expect(largestMiniBatch(of, 79.6)).toBe(2);
    expect(largestMiniBatch(of, 30)).toBeUndefined();
  });
});
