/** What the engine's Config does with a config; the engine lane compares thousands of random ones with the real class. */
import { describe, expect, test } from 'vitest';
import { parseToml } from '../../../src/config/toml.ts';
import { decide } from '../../../src/engine/cosmos-rl/config-class/decision.ts';
import type { KnownVersion } from '../../../src/engine/cosmos-rl/versions.ts';

const BASE = '[train]\noutput_dir = "out"\ntimestamp = "t0"\n';

function decided(text: string, known: KnownVersion = '0.4.7') {
  return decide(parseToml(text, 'test.toml'), { known });
}

describe('reasons', () => {
  test.each<[text: string, version: KnownVersion, key: string, type: string]>([
    [`${BASE}epoch = 1.5`, '0.4.7', 'train.epoch', 'int_from_float'],
    [`${BASE}optm_warmup_steps = 0.03`, '0.2.6', 'train.optm_warmup_steps', 'int_from_float'],
    [`${BASE}[train.ckpt]\nsave_freq = 0`, '0.4.7', 'train.ckpt.save_freq', 'value_error'],
    [`${BASE}[train.train_policy]\ntype = "SFT"`, '0.4.7', 'train.train_policy.type', 'union_tag_invalid'],
    [`${BASE}optm_lr = {visual = 1e-6}`, '0.4.4', 'train.optm_lr', 'assertion_error'],
    [`redis = 12800\n${BASE}`, '0.4.7', 'redis', 'string_type'],
    [`${BASE}[policy.parallelism]\ntp_size = 0`, '0.3.9', 'policy.parallelism.tp_size', 'assertion_error'],
    [
      `${BASE}[policy]\nfreeze_pattern = ["a"]\ntrainable_pattern = ["b"]`,
      '0.4.7',
      'policy.trainable_pattern',
      'assertion_error',
    ],
    ['[policy]\nmodel_name_or_path = "x"', '0.4.7', 'train', 'exception'],
    ['[train]\nepoch = 1', '0.4.7', 'train.output_dir', 'exception'],
    [
      `${BASE}[distillation]\nenable = true\n[train.train_policy]\ntype = "sft"`,
      '0.4.7',
      'distillation.enable',
      'value_error',
    ],
  ])('%s on %s', (text, version, key, type) => {
    const decision = decided(text, version);
    expect(decision.accepts).toBe(false);
    expect(decision.reasons).toEqual([expect.objectContaining({ key, type })]);
    expect(decision.effective).toBeUndefined();
  });

  test('all reasons at once, and what would be dropped although it is rejected', () => {
    const decision = decided(`${BASE}epoch = "x"\ncompile = "maybe"\nepochs = 3`);
    expect(decision.reasons.map(({ key }) => key).sort()).toEqual(['train.compile', 'train.epoch']);
    expect(decision.dropped).toEqual(['train.epochs']);
  });
});

describe('what is accepted', () => {
  test('unknown keys and tables are dropped at any depth', () => {
    const text = `${BASE}[train.train_policy]\ntype = "sft"\n[train.train_policy.dataset]\nnam = "x"\n[optimizer]\nlr = 1\n[custom]\nfree = 1`;
    expect(decided(text)).toMatchObject({
      accepts: true,
      dropped: ['train.train_policy.dataset.nam', 'optimizer'],
      effective: { custom: { free: 1n } },
    });
  });

  test('values are converted and defaults filled in', () => {
    const text =
      '[train]\noutput_dir = "out/"\nepoch = "3"\nresume = "true"\nseed = -5\n[logging]\nlogger = ["CONSOLE"]';
    expect(decided(text).effective).toMatchObject({
      train: {
        epoch: 3n,
        resume: 'true',
        seed: 42n,
        optm_lr: 1e-6,
        output_dir: 'out/<time>',
        transfer_dtype: 'float32',
      },
      logging: { logger: ['console'] },
      policy: { parallelism: { tp_size: 2n } },
    });
  });

  test.each<[KnownVersion, string]>([
    ['0.3.9', 'grpo'],
    ['0.4.4', 'sft'],
  ])('on %s a marker of GRPO beside type = "sft" gives %s', (version, type) => {
    const text = `${BASE}[train.train_policy]\ntype = "sft"\ntemperature = 1.0`;
    expect(decided(text, version).effective).toMatchObject({ train: { train_policy: { type } } });
  });

  test('an empty file is taken', () => {
    expect(decided('').accepts).toBe(true);
  });
});
