/** Planned steps and disk, against numbers of published recipes and of recorded runs. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseToml } from '../../../src/config/toml.ts';
import type { TomlTable } from '../../../src/config/value.ts';
import { holdOutOf, trainingSamples } from '../../../src/dataset/hold-out.ts';
import type { EndingEvidence } from '../../../src/engine/cosmos-rl/ending/evidence.ts';
import { endingProgress } from '../../../src/engine/cosmos-rl/ending/progress.ts';
import { readingOf } from '../../../src/engine/cosmos-rl/reading.ts';
import {
  plannedSteps,
  type ScheduleRequest,
  type StepRequest,
  schedule,
  scheduleOf,
} from '../../../src/engine/cosmos-rl/schedule.ts';
import { engineLike, type KnownVersion } from '../../../src/engine/cosmos-rl/versions.ts';
import { diskNeeded } from '../../../src/estimate/disk.ts';

const steps = (request: Partial<StepRequest>) =>
  plannedSteps({
    samples: 100,
    dataRanks: 1,
    batch: 1,
    epochs: 1,
    dropLast: true,
    ...request,
  });

describe('plannedSteps', () => {
  test.each([
    ['r1-avha', 9273, 8, 16, 20, 1440],
    ['r1-its', 5000, 8, 16, 1, 39],
    ['r2-its', 5600, 8, 32, 1, 21],
    ['r1-warehouse', 80_000, 8, 32, 1, 312],
    ['r1-mimicgen', 3644, 8, 32, 120, 1680],
    // A rank gets ceil(9 / 2) samples: the sampler pads the last one.
    ['a rest among the ranks', 9, 2, 5, 1, 1],
  ])('%s from 0.3.9', (_, samples, dataRanks, batch, epochs, expected) => {
    expect(steps({ samples, dataRanks, batch, epochs })).toBe(expected);
  });

  test('r1-avha on 0.2.6: nothing is dropped, 10 % is held out before', () => {
    const samples = 9273 - Math.floor(9273 * 0.1);
    expect(steps({ dropLast: false, samples, dataRanks: 8, batch: 16, epochs: 20 })).toBe(1320);
  });

  test.each([
    [4, 4, 1],
    [3, 4, 0],
    [0, 4, 0],
    [5, 4, 1],
    [8, 4, 2],
  ])('%d samples in batches of %d', (samples, batch, expected) => {
    expect(steps({ samples, batch })).toBe(expected);
  });

  test('without dropping, the rest is a step', () => {
    expect(steps({ samples: 5, batch: 4, dropLast: false })).toBe(2);
  });

  test('max_num_steps limits, and never adds', () => {
    expect(steps({ samples: 100, maxSteps: 7 })).toBe(7);
    expect(steps({ samples: 100, maxSteps: 700 })).toBe(100);
  });

  test('property: more samples never give fewer steps, more ranks never give more', () => {
    const size = fc.integer({ min: 1, max: 64 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 }),
        size,
        size,
        fc.boolean(),
        (samples, dataRanks, batch, dropLast) => {
          const here = steps({ samples, dataRanks, batch, dropLast });
          expect(steps({ samples: samples + 1, dataRanks, batch, dropLast })).toBeGreaterThanOrEqual(here);
          expect(steps({ samples, dataRanks: dataRanks + 1, batch, dropLast })).toBeLessThanOrEqual(here);
          expect(Number.isInteger(here) && here >= 0).toBe(true);
        },
      ),
    );
  });
});

describe('diskNeeded', () => {
  test('8B: 14 bytes a parameter and save, and one save more than is kept', () => {
    const need = diskNeeded({ parameters: 8_767_123_696, bytesPerParameter: 14, saves: 220, keep: 2 });
    expect(need).toMatchObject({ saves: 220, atOnce: 3, kept: 2 });
    expect(need.bytesPerSave / 1e9).toBeCloseTo(122.7, 1);
    expect(need.bytes).toBe(3 * need.bytesPerSave);
  });
  test('fewer saves than are kept; keep = -1 keeps all', () => {
    const request = { parameters: 1000, bytesPerParameter: 14, keep: 5 };
    expect(diskNeeded({ ...request, saves: 1 })).toMatchObject({ saves: 1, atOnce: 1, kept: 1 });
    expect(diskNeeded({ ...request, saves: 20, keep: -1 })).toMatchObject({ atOnce: 20, kept: 20 });
    expect(diskNeeded({ ...request, saves: 20, keep: 0 })).toMatchObject({ atOnce: 1, kept: 0 });
  });
  test('what stays of the saves that go counts too', () => {
    const request = { parameters: 10, bytesPerParameter: 14, staysPerParameter: 2, saves: 20 };
    expect(diskNeeded({ ...request, keep: 2 }).bytes).toBe(3 * 140 + 17 * 20);
    expect(diskNeeded({ ...request, keep: -1 }).bytes).toBe(20 * 140);
  });
});

describe('schedule', () => {
  const of = (request: Partial<ScheduleRequest>) =>
    schedule({
      engine: '0.4.7',
      samples: 9273,
      dataRanks: 8,
      batch: 16,
      epochs: 20,
      dropLast: true,
      warmup: { value: 20, share: false },
      ...request,
    });

  test('r1-avha: warm-up, saves and validations of the published recipe', () => {
    const save = { every: 25, everyEpochs: 0, keep: 2 };
    expect(of({ save, validateEvery: 30 })).toEqual({
      total: 1440,
      perEpoch: 72,
      epochs: 20,
      dataRanks: 8,
      globalBatch: 128,
      warmup: { steps: 20, share: 20 / 1440 },
      saves: 58,
      kept: 2,
      validations: 48,
    });
  });

  test('a share of the steps is cut to whole ones, and steps are never more than all', () => {
    expect(of({ warmup: { value: 0.03, share: true } }).warmup.steps).toBe(43);
    expect(of({ warmup: { value: 5000, share: false } }).warmup).toEqual({ steps: 1440, share: 1 });
  });

  test.each([
    ['0.4.7', 20],
    ['0.4.4', 160],
    ['0.3.9', 160],
  ])('saves of save_freq_in_epoch = 1 on %s', (engine, saves) => {
    expect(of({ engine, save: { every: 25, everyEpochs: 1, keep: -1 } }).saves).toBe(saves);
  });

  test('nothing happens in a run of 0 steps', () => {
    const save = { every: 25, everyEpochs: 0, keep: 2 };
    expect(of({ samples: 3, save, validateEvery: 30 })).toMatchObject({ total: 0, saves: 0, validations: 0 });
  });
});

describe('scheduleOf', () => {
  const engine = (version: KnownVersion) => engineLike(version, version);
  const total = (version: KnownVersion, toml: string, samples: number) => {
    const answer = scheduleOf(parseToml(toml, 'c.toml'), engine(version), samples);
    return 'skipped' in answer ? answer.skipped : answer.total;
  };
  const SFT = '[train]\noutput_dir = "/o"\n';

  test('defaults are those of the version: 0.2.6 drops no incomplete batch, whatever is written', () => {
    expect(total('0.2.6', `${SFT}[train.train_policy]\ntype = "sft"\n`, 100)).toBe(13);
    expect(total('0.4.7', `${SFT}[train.train_policy]\ntype = "sft"\n`, 100)).toBe(12);
    const written = `${SFT}[train.train_policy]\ntype = "sft"\ndataloader_drop_last = true\n`;
    expect(total('0.2.6', written, 100)).toBe(13);
    expect(total('0.4.7', written.replace('true', 'false'), 100)).toBe(13);
  });

  test('values are taken as the engine converts them, and a missing output folder changes nothing', () => {
    expect(total('0.4.7', '[train]\ntrain_batch_per_replica = "4"\nepoch = 2.0\n', 100)).toBe(50);
  });

  test('what cannot be known is said', () => {
    const several = `${SFT}[policy.parallelism]\nn_init_replicas = 2\n`;
    expect(total('0.4.7', several, 100)).toMatch(/several replicas/);
    expect(total('0.4.7', `${SFT}train_batch_per_replica = 0\n`, 100)).toMatch(/not a number/);
  });

  test('save_freq_in_epoch exists from 0.3.9', () => {
    const toml = `${SFT}[train.ckpt]\nenable_checkpoint = true\nsave_freq = 25\nsave_freq_in_epoch = 1\nmax_keep = -1\n`;
    const saves = (version: KnownVersion) => {
      const answer = scheduleOf(parseToml(toml, 'c.toml'), engine(version), 800);
      return 'skipped' in answer ? undefined : answer.saves;
    };
    expect([saves('0.2.6'), saves('0.4.7')]).toEqual([4, 1]);
  });

  test('the end of a run counts as the plan does', () => {
    const log = { seen: {}, saved: undefined } as unknown as EndingEvidence['log'];
    const evidence = { log, config: parseToml(SFT, 'c.toml'), events: { samples: { train: 100 } } };
    const planned = (version: string) => endingProgress({ ...evidence, engine: version } as never).planned;
    expect([planned('0.2.6'), planned('0.4.7')]).toEqual([13, 12]);
  });
});

describe('holdOutOf', () => {
  const held = (config: TomlTable) => holdOutOf(config, readingOf(config).validation);
  const training = (toml: string, samples: number) =>
    trainingSamples(samples, held(parseToml(toml, 'c.toml')));
  const ON = '[validation]\nenable = true\n';

  test('a tenth by default, the share that is set, none with a set of its own', () => {
    expect(training(ON, 1000)).toBe(900);
    expect(training(`${ON}[custom.dataset]\nvalidation_share = 0.5\n`, 1000)).toBe(500);
    expect(training(`${ON}[custom.dataset]\nvalidation_path = "/v"\n`, 1000)).toBe(1000);
    expect(training('[train]\nenable_validation = true\n', 9)).toBe(8);
    expect(training('', 1000)).toBe(1000);
  });
});
