/** Every number of an estimate over a grid of models, settings and samples, as one file to read: `vitest -u` renews it. */
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { memoryPhases } from '../../../src/engine/cosmos-rl/planning/memory.ts';
import { sizeSettings } from '../../../src/engine/cosmos-rl/planning/sizes.ts';
import type { ModelShape, RunSizes } from '../../../src/engine/sizing.ts';
import { diskNeeded } from '../../../src/estimate/disk.ts';
import { estimateMemory, fits, type MemoryRequest } from '../../../src/estimate/memory/estimate.ts';
import { type MeasuredPoint, nearestPoint, unmeasuredOf } from '../../../src/estimate/memory/points.ts';
import { largestMiniBatch, memoryRemedies } from '../../../src/estimate/memory/remedies.ts';
import { shapeOf } from '../../../src/estimate/memory/shape.ts';
import { type MeasuredTimes, measuredFor, timeOf } from '../../../src/estimate/time.ts';
import { PUBLISHED, qwenVl } from '../../../src/objective/modules/inventory.ts';
import { FOUR_GPUS } from './four-gpus.ts';

const tensorsOf = (name: keyof typeof PUBLISHED) => qwenVl(PUBLISHED[name], name.startsWith('reason2'));
const shape = (name: keyof typeof PUBLISHED) => shapeOf(tensorsOf(name)) as ModelShape;

const request = (name: keyof typeof PUBLISHED, change: Partial<RunSizes> = {}): MemoryRequest => ({
  formula: memoryPhases,
  shape: shape(name),
  family: name.startsWith('reason2') ? 'qwen3_vl' : 'qwen2_5_vl',
  run: { ...FOUR_GPUS, ...change },
  longest: {
    least: { tokens: 900, patches: 1000 },
    expected: { tokens: 3600, patches: 10_240 },
    most: { tokens: 8000, patches: 20_000 },
    from: 'the data',
  },
});
const estimated = (of: MemoryRequest) => {
  const estimate = estimateMemory(of);
  if ('unmeasured' in estimate) throw new Error(estimate.unmeasured);
  return estimate;
};

const RUNS: Readonly<Record<string, Partial<RunSizes>>> = {
  'full, float32': {},
  'one pass, one GPU': { gpus: 1, shards: 1, miniBatch: 4, batch: 4 },
  'no checkpointing': { checkpointing: false },
  bfloat16: { master: 2 },
  'two adapted layers': { lora: { rank: 16, targets: ['q_proj', 'model.layers.down_proj'] } },
  'all adapted': { lora: { rank: 8, targets: 'all-linear' }, batch: 4, shards: 1 },
  'with validation': { validationBatch: 32 },
  'with a validation that is adapted': { validationBatch: 8, lora: { rank: 16, targets: ['v_proj'] } },
};
const grid = (['reason2-2b', 'reason2-8b', 'reason1-7b'] as const).flatMap((name) =>
  Object.entries(RUNS).map(([title, run]) => [`${name}, ${title}`, request(name, run)] as const),
);

test('memory, phase by phase', async () => {
  const GIB = 2 ** 30;
  const lines = grid.flatMap(([title, of]) => {
    const { phases, phase, term, allocatedGiB, reservedGiB, nearest } = estimated(of);
    const interval = ({ low, expected, high }: typeof allocatedGiB) =>
      [low, expected, high].map((one) => one.toFixed(4)).join(' ');
    return [
      `${title}: ${phase}, ${term}, nearest ${nearest?.name} at ${nearest?.distance.toFixed(4)}`,
      `  allocated ${interval(allocatedGiB)}, reserved ${interval(reservedGiB)}`,
      ...phases.map(
        (one) =>
          `  ${one.phase} ${(one.bytes / GIB).toFixed(4)}: ${Object.entries(one.terms)
            .map(([name, bytes]) => `${name} ${(bytes / GIB).toFixed(4)}`)
            .join(', ')}`,
      ),
    ];
  });
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(
    resolve(import.meta.dirname, '../../fixtures/estimate/memory.txt'),
  );
});

test('what makes a run smaller', async () => {
  const lines = grid.flatMap(([title, of]) => [
    `${title}: the largest mini-batch on 80 and on 141 GiB is ${largestMiniBatch(of, 79.6)} and ${largestMiniBatch(of, 139.8)}`,
    ...memoryRemedies(of, sizeSettings, 1_000_001).map(
      ({ remedy, allocatedGiB, reservedGiB, highGiB, costs }) => {
        const set = remedy.kind === 'override' ? Object.entries(remedy.set ?? {}) : [];
        const numbers = [allocatedGiB, reservedGiB, highGiB].map((one) => one.toFixed(3)).join(' ');
        return `  ${set.map(([key, value]) => `${key}=${String(value)}`).join(' ')}: ${numbers}; ${costs}`;
      },
    ),
  ]);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(
    resolve(import.meta.dirname, '../../fixtures/estimate/memory-remedies.txt'),
  );
});

describe('what is not named', () => {
  const keys = (of: MemoryRequest, pixels?: number) =>
    memoryRemedies(of, sizeSettings, pixels).flatMap(({ remedy }) =>
      remedy.kind === 'override' ? Object.keys(remedy.set ?? {}) : [],
    );
  const vision = 'custom.vision.max_pixels';

  test('fewer pixels where none is set, where the data has none, or where they are few already', () => {
    const of = request('reason2-2b', { checkpointing: false });
    expect(keys(of, 6272)).toContain(vision);
    expect(keys(of, 6271)).not.toContain(vision);
    expect(keys(of)).not.toContain(vision);
    const still = { ...of.longest, expected: { tokens: 3600, patches: 0 } };
    expect(keys({ ...of, longest: still }, 1_000_000)).not.toContain(vision);
  });

  test('a smaller mini-batch that would not divide the batch, or that is none', () => {
    const sizes = (run: Partial<RunSizes>) =>
      memoryRemedies(request('reason2-8b', run), sizeSettings).flatMap(({ remedy }) =>
        remedy.kind === 'override' ? (remedy.set?.['train.train_policy.mini_batch'] ?? []) : [],
      );
    expect(sizes({ miniBatch: 6, batch: 8 })).toEqual([1n]);
    expect(sizes({ miniBatch: 8, batch: 8 })).toEqual([4n, 1n]);
    expect(sizes({ miniBatch: 2, batch: 8 })).toEqual([1n]);
    expect(sizes({ miniBatch: 1, batch: 8 })).toEqual([]);
  });

  test('anything for a run that was not measured', () => {
    expect(memoryRemedies({ ...request('reason2-2b'), family: 'other' }, sizeSettings)).toEqual([]);
    expect(largestMiniBatch({ ...request('reason2-2b'), family: 'other' }, 1000)).toBeUndefined();
  });

  test('the largest mini-batch leaves what CUDA itself takes', () => {
    const of = request('reason2-8b');
    const { high } = estimated({ ...of, run: { ...of.run, miniBatch: 2 } }).reservedGiB;
    expect(largestMiniBatch(of, high + 0.9)).toBe(2);
    expect(largestMiniBatch(of, high + 0.89)).toBe(1);
  });
});

test('a peak fits where its high end does beside CUDA, not where its low end does not', () => {
  const peak = (low: number, high: number) => ({
    ...estimated(request('reason2-2b')),
    allocatedGiB: { low, expected: low, high: low },
    reservedGiB: { low, expected: low, high },
  });
  expect(fits(peak(10, 20), 20.9)).toBe('yes');
  expect(fits(peak(10, 20), 20.8)).toBe('doubtful');
  expect(fits(peak(10, 20), 10.5)).toBe('doubtful');
  expect(fits(peak(10, 20), 10.4)).toBe('no');
});

describe('a shape', () => {
  test('is that of the tensors: a head of its own, norms of queries', () => {
    expect(shape('reason2-2b')).toMatchObject({ tied: true, normsQueries: true, layers: 28 });
    expect(shape('reason1-7b')).toMatchObject({ tied: false, normsQueries: false, layers: 28 });
    expect(shape('reason2-8b')).toEqual({
      parameters: 8_767_123_696,
      layers: 36,
      hidden: 4096,
      queries: 4096,
      keys: 1024,
      mlp: 12_288,
      normsQueries: true,
      vocabulary: 151_936,
      tied: false,
      vision: { depth: 27, width: 1152, mlp: 4304, pixels: 1536 },
    });
  });

  test('is not told where a tensor that decides is missing or has no shape, however it ends', () => {
    const all = [...tensorsOf('reason2-2b')];
    for (const part of [
      'embed_tokens.weight',
      'layers.0.self_attn.q_proj.weight',
      'layers.0.self_attn.k_proj.weight',
      'layers.0.mlp.gate_proj.weight',
      'visual.blocks.0.attn.proj.weight',
      'visual.blocks.0.mlp.linear_fc1.weight',
      'visual.patch_embed.proj.weight',
    ]) {
      expect(
        all.filter(([name]) => name.endsWith(part)),
        part,
      ).toHaveLength(1);
      expect(shapeOf(new Map(all.filter(([name]) => !name.endsWith(part)))), part).toBeUndefined();
      // The scale of a quantised tensor is not the tensor.
      const scales = all.map(
        ([name, sizes]) => [name.endsWith(part) ? `${name}_scale` : name, sizes] as const,
      );
      expect(shapeOf(new Map(scales)), part).toBeUndefined();
    }
    const [first, ...others] = all;
    expect(shapeOf(new Map([[first?.[0] ?? '', undefined], ...others]))).toBeUndefined();
    expect(shapeOf(new Map(others.slice(0, 0)))).toBeUndefined();
  });
});

describe('measured points', () => {
  const point = (more: Partial<MeasuredPoint> = {}): MeasuredPoint => ({
    name: 'one',
    family: 'qwen3_vl',
    shape: '2b',
    gpus: 1,
    miniBatch: 1,
    batch: 1,
    lora: null,
    checkpointing: true,
    master: 'float32',
    fusedLoss: false,
    others: [],
    tokens: 1000,
    patches: 0,
    allocatedGiB: 1,
    reservedGiB: 1,
    ...more,
  });
  const run: RunSizes = { ...FOUR_GPUS, gpus: 1, shards: 1, miniBatch: 1, batch: 1 };

  test.each([
    [{}, []],
    [{ shards: 2 }, ['several GPUs']],
    [{ fusedLoss: true }, ['the fused loss of liger-kernel']],
    [{ lora: { rank: 1, targets: [] } }, ['LoRA']],
    [{ master: 2 }, ['bfloat16 master weights']],
    [{ checkpointing: false }, ['no gradient checkpointing']],
    [{ others: ['x'] }, ['x']],
  ] as ReadonlyArray<readonly [Partial<RunSizes>, readonly string[]]>)(
    'of a run with %j lack %j',
    (more, lack) => {
      expect(unmeasuredOf('qwen3_vl', { ...run, ...more }, [point()])).toEqual(lack);
      const distance = nearestPoint(
        shape('reason2-2b'),
        'qwen3_vl',
        { ...run, ...more },
        { tokens: 1000, patches: 0 },
        [point()],
      )?.distance;
      // One setting that another replaces is two mismatches; one beside is one; GPUs count by their number too.
      const replaced = 'lora' in more || 'master' in more || 'checkpointing' in more;
      expect(distance).toBeCloseTo(
        Math.hypot(0.5 * (replaced ? 2 : lack.length), Math.log(more.shards ?? 1)),
      );
    },
  );

  test('full training, float32 and several GPUs are lacked too', () => {
    const other = point({ lora: 8, master: 'bfloat16', gpus: 4 });
    expect(unmeasuredOf('qwen3_vl', run, [other])).toEqual(['full training', 'float32 master weights']);
  });

  test('are near by the logarithm of size and tokens; without any there is none', () => {
    const near = (points: readonly MeasuredPoint[]) =>
      nearestPoint(shape('reason2-2b'), 'qwen3_vl', run, { tokens: 2000, patches: 0 }, points);
    expect(
      near([point(), point({ name: 'two', tokens: 4000 }), point({ name: 'half', tokens: 1999 })])?.name,
    ).toBe('half');
    expect(near([point()])?.distance).toBeCloseTo(Math.log(2));
    expect(near([point({ miniBatch: 2, batch: 2 })])?.distance).toBeCloseTo(0);
    expect(near([point({ shape: '8b', tokens: 2000 })])?.distance).toBeCloseTo(
      Math.log(8_767_123_696 / 2_127_532_032),
    );
    expect(near([])).toBeUndefined();
  });
});

test('bytes on disk: saves that are kept, one more while it is written, and what stays of the others', () => {
  const of = (more: object) =>
    diskNeeded({ parameters: 10, bytesPerParameter: 2, saves: 5, keep: 2, ...more });
  expect(of({})).toStrictEqual({ bytesPerSave: 20, saves: 5, atOnce: 3, kept: 2, bytes: 60 });
  expect(of({ staysPerParameter: 1 })).toStrictEqual({
    bytesPerSave: 20,
    saves: 5,
    atOnce: 3,
    kept: 2,
    staysPerSave: 10,
    bytes: 80,
  });
  expect(of({ keep: -1 })).toStrictEqual({ bytesPerSave: 20, saves: 5, atOnce: 5, kept: 5, bytes: 100 });
  expect(of({ keep: 9 })).toMatchObject({ atOnce: 5, kept: 5 });
  expect(of({ keep: 0, saves: 0 })).toMatchObject({ saves: 1, atOnce: 1, kept: 0 });
});

describe('the time of a run', () => {
  const measured: MeasuredTimes = {
    name: 'before',
    preset: 'p',
    parameters: 100,
    gpu: 'H200',
    gpus: 2,
    lora: false,
    checkpointing: true,
    batch: 8,
    miniBatch: 2,
    stepSeconds: 10,
    startSeconds: 60,
  };
  const { name: _, batch: __, miniBatch: ___, stepSeconds: ____, startSeconds: _____, ...asked } = measured;
  const work = {
    steps: 6,
    saves: 2,
    saveBytes: 500,
    validationSamples: 64,
    globalBatch: 16,
    checkpointing: true,
  };

  test('is the sum of what is known', () => {
    expect(timeOf(work, { batch: 16 }, measured)).toStrictEqual({
      step: 20,
      total: 180,
      start: 60,
      training: 120,
      gpuHours: 0.1,
      from: 'before',
    });
    const whole = timeOf({ ...work, validations: 3 }, { batch: 8 }, { ...measured, bytesPerSecond: 100 });
    // A validation is a quarter of a step with checkpointing, a third without, for each of its batches.
    expect(whole).toMatchObject({ step: 10, training: 60, validation: 30, saves: 10, total: 160 });
    expect(
      timeOf({ ...work, validations: 3, checkpointing: false }, { batch: 8 }, measured).validation,
    ).toBeCloseTo(40);
  });

  test.each([
    [{}, true],
    [{ preset: 'q' }, false],
    [{ gpu: 'A100' }, false],
    [{ gpus: 4 }, false],
    [{ lora: true }, false],
    [{ checkpointing: false }, false],
    [{ parameters: 101.9 }, true],
    [{ parameters: 103 }, false],
    [{ parameters: 97 }, false],
  ])('of another with %j tells: %s', (change, tells) => {
    expect(measuredFor({ ...asked, ...change }, { batch: 8, miniBatch: 2 }, [measured])?.name).toBe(
      tells ? 'before' : undefined,
    );
  });

  test('is told by the nearest batch, the first of equals', () => {
    const earlier = [
      { ...measured, name: 'far', batch: 64 },
      { ...measured, name: 'near', batch: 16 },
      { ...measured, name: 'also', batch: 4 },
      { ...measured, name: 'passes', batch: 16, miniBatch: 16 },
    ];
    const told = (batch: number, miniBatch: number) =>
      measuredFor(asked, { batch, miniBatch }, earlier)?.name;
    expect([told(8, 2), told(64, 2), told(16, 16), told(16, 8), told(4, 1)]).toEqual([
      'near',
      'far',
      'passes',
      'passes',
      'also',
    ]);
  });
});
