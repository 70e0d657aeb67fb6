/** Every mistake that is put into a sound config is found, under the key it was put into. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseToml } from '../../../src/config/toml.ts';
import {
  getValue,
  joinKey,
  leavesOf,
  splitKey,
  type TomlTable,
  type TomlValue,
  withValue,
} from '../../../src/config/value.ts';
import type { RuleContext } from '../../../src/engine/cosmos-rl/rule.ts';
import { keysOf } from '../../../src/engine/cosmos-rl/schema/keys.ts';
import { findingsOfTable } from './findings-of.ts';

const SOUND = parseToml(
  `
[train]
output_dir = "outputs/a"
epoch = 3
optm_lr = 2e-6
optm_warmup_steps = 20
optm_decay_type = "cosine"
optm_name = "AdamW"
compile = false
train_batch_per_replica = 32
master_dtype = "float32"
param_dtype = "bfloat16"
fsdp_reshard_after_forward = "default"
seed = 42
resume = false

[train.train_policy]
type = "sft"
mini_batch = 4
dataloader_num_workers = 4
dataset.name = "nvidia/data"
dataset.split = "train"

[train.ckpt]
enable_checkpoint = true
save_freq = 50
max_keep = 3
save_mode = "async"

[policy]
model_name_or_path = "nvidia/Cosmos-Reason2-8B"
model_max_length = 4096

[policy.parallelism]
tp_size = 1
cp_size = 1
pp_size = 1
dp_shard_size = 8
dp_replicate_size = 1
n_init_replicas = 1

[logging]
logger = ["console", "wandb"]
project_name = "p"
experiment_name = "e"

[validation]
enable = true
freq = 50
batch_size = 4
`,
  'sound.toml',
);

const set = (key: string, value: TomlValue | undefined) => withValue(SOUND, splitKey(key), value);
const subjects = (table: TomlTable, context: Partial<RuleContext> = {}) =>
  findingsOfTable(table, '0.4.7', context)
    .filter(({ severity }) => severity !== 'info')
    .map(({ subject }) => subject);

test('the sound config has no finding', () => {
  expect(subjects(SOUND, { gpus: 8 })).toEqual([]);
});

// biome-ignore format: a table
const VALUES: ReadonlyArray<readonly [key: string, value: TomlValue | undefined, context?: Partial<RuleContext>]> = [
  ['train.optm_decay_type', 'Cosine'], ['train.optm_decay_type', 'constant'], ['train.optm_name', 'adamw'], ['train.optm_name', 'SGD'],
  ['train.param_dtype', 'bf16'], ['train.master_dtype', 'fp32'], ['train.fsdp_reshard_after_forward', 'maybe'], ['train.ckpt.save_mode', 'background'],
  ['train.epoch', 0n], ['train.epoch', -1n], ['train.epoch', 1.5], ['train.epoch', 'three'], ['train.max_num_steps', 0n], ['train.optm_lr', -1e-6],
  ['train.optm_lr', 0], ['train.optm_lr', Number.NaN], ['train.optm_lr', 1e6], ['train.optm_lr', 'high'], ['train.optm_lr', { 'model.visual': 1e-6 }],
  ['train.optm_warmup_steps', 1.0], ['train.optm_warmup_steps', -5n], ['train.optm_warmup_steps', 5000n, { plannedSteps: 100 }],
  ['train.optm_min_lr_factor', 2.0], ['train.optm_decay_ratio', 0], ['train.optm_betas', [0.9, 1.0]], ['train.optm_betas', [0.9]],
  ['train.train_batch_per_replica', 0n], ['train.ckpt.save_freq', 0n], ['train.ckpt.save_freq', -1n], ['train.ckpt.max_keep', 0n], ['train.ckpt.max_keep', 1n], ['train.ckpt.max_keep', -2n],
  ['train.ckpt.enable_checkpoint', false], ['train.ckpt.enable_checkpoint', undefined], ['train.ckpt.upload_s3', true], ['train.seed', -1n],
  ['train.resume', 'true'], ['train.resume', 'None'], ['train.resume', true], ['train.resume', '/runs/a/checkpoints/step_20'],
  ['train.resume', '/runs/a/checkpoints/step_90/policy', { plannedSteps: 80 }], ['train.compile', true], ['train.compile', undefined], ['train.compile', 'maybe'],
  ['train.output_dir', '~/out'], ['train.output_dir', '$SCRATCH/out'], ['train.output_dir', 'my out'], ['train.output_dir', undefined], ['train.output_dir', '/path/to/output'],
  ['train.timestamp', 'run1'], ['train.signal_to_handle', ['USR1']], ['train.async_tp_enabled', true], ['train.fp8.enable_fp8', 'si'],
  ['train.train_policy.mini_batch', 0n], ['train.train_policy.type', undefined], ['train.train_policy.type', 'SFT'],
  ['train.train_policy.dataloader_num_workers', -1n], ['train.train_policy.dataset.split', undefined], ['train.train_policy.dataset.test_size', 1.0], ['train.train_policy.dataset.name', '<DATASET>'],
  ['policy.model_name_or_path', ''], ['policy.model_name_or_path', ' nvidia/Cosmos-Reason2-8B'], ['policy.model_name_or_path', '~/m'], ['policy.model_name_or_path', 'YOUR_MODEL'], ['policy.model_name_or_path', '/path/to/model'],
  ['policy.model_max_length', 0n], ['policy.model_max_length', '4k'], ['policy.freeze_pattern', 'visual'], ['policy.freeze_pattern', ['^visual[.]']], ['policy.freeze_pattern', ['(']], ['policy.freeze_pattern', ['.*']],
  ['policy.lora', { r: 8n }], ['policy.lora', { r: 8n, target_modules: ['query'] }], ['policy.lora', { r: 0n, target_modules: ['q_proj'] }], ['policy.lora', { r: 8n, target_modules: 'q_proj' }],
  ['policy.trainable_map', { 'visual.blocks': true }], ['policy.enable_liger_kernel', true],
  ['policy.parallelism.tp_size', undefined], ['policy.parallelism.tp_size', 0n], ['policy.parallelism.tp_size', 3n], ['policy.parallelism.tp_size', '2'], ['policy.parallelism.cp_size', 2n], ['policy.parallelism.pp_size', 2n],
  ['policy.parallelism.dp_shard_size', 0n], ['policy.parallelism.dp_shard_size', -1n], ['policy.parallelism.dp_shard_size', 16n, { gpus: 8 }], ['policy.parallelism.dp_replicate_size', 2n],
  ['policy.parallelism.n_init_replicas', 2n], ['policy.parallelism.n_init_replicas', 0n],
  ['logging.logger', ['wandb']], ['logging.logger', 'console'], ['logging.logger', ['console', 'tensorbord']], ['logging.report_mfu', true],
  ['validation.freq', 0n], ['validation.batch_size', 0n], ['redis', 12800n], ['redis', 'localhost:12800'], ['mode', 'colocated'],
  ['train.optm_lr', [1e-6]], ['train.optm_impl', ['fused']], ['train.optm_impl', ['fused', 'Foreach']], ['train.optm_grad_norm_clip', -1.0], ['train.epsilon', -1e-8], ['train.optm_weight_decay', -0.1],
  ['train.max_num_steps', 5n], ['train.train_policy.dataloader_prefetch_factor', 0n], ['train.train_policy.trainer_type', 'dpo'], ['train.train_policy.trainer_type', 'own', { script: 'none' }], ['train.train_policy.trainer_type', 'stf'],
  ['train.ckpt.export_safetensors', false], ['train.resume', '/runs/a/safetensors/step_20'], ['train.resume', '~/a/checkpoints/step_20/policy'], ['train.output_dir', ''], ['train.output_dir', 's3://bucket/out'], ['train.output_dir', '/path_to_your_output'],
  ['policy.model_name_or_path', undefined], ['policy.model_name_or_path', 'https://huggingface.co/nvidia/Cosmos-Reason2-8B'], ['policy.model_name_or_path', '/your/model'],
  ['policy.lora', { r: 8n, target_modules: ['q_proj'], lora_alpha: -16.0 }], ['policy.parallelism.ep_size', 3n], ['policy.parallelism.ep_size', 2n],
  ['policy.parallelism.dp_shard_size', 12n, { gpus: 8 }],
  ['custom', { vision: { fps: 2n, nframes: 8n } }], ['custom', { vision: { min_pixels: 9n, max_pixels: 4n } }], ['custom', { vision: { nframes: '8' } }], ['custom', { vision: { fps: 0n } }], ['custom', { vision: { FPS: 2n } }], ['custom', { vision: { num_frames: 8n } }],
  ['custom', { dataset: { path: 5n } }], ['custom', { dataset: { path: '~/data' } }], ['custom', { dataset: { anotation_path: 'a.json' } }], ['custom', { dataset: { subdirectories: ['a', 'b'], weights: [1.0] } }], ['custom', { datasets: { path: 'a' } }], ['custom', { dataset: { path: 'a' }, fps: 2n }],
];

/** Unusual settings that work: no error, whatever else is said. */
const WORKING: ReadonlyArray<
  readonly [key: string, value: TomlValue | undefined, context?: Partial<RuleContext>]
> = [
  ['train.epoch', '3'],
  ['train.compile', 0n],
  ['train.optm_warmup_steps', 0n],
  ['train.optm_warmup_steps', 1n],
  ['train.optm_name', 'AdamW8bit'],
  ['train.param_dtype', 'float16'],
  ['train.master_dtype', 'BFloat16'],
  ['train.seed', 0n],
  ['train.optm_lr', [1e-6, 1e-6]],
  ['train.optm_impl', ['fused', 'foreach']],
  ['train.optm_lr', { global: 1e-6, 'model.visual': 1e-7 }],
  ['train.optm_betas', [0.9, 0.95]],
  ['train.optm_grad_norm_clip', 0],
  ['train.ckpt.max_keep', -1n],
  ['train.ckpt.save_freq_in_epoch', 1n],
  ['train.resume', '/runs/a/checkpoints/step_20/policy'],
  ['train.output_dir', '/mnt/数据/out'],
  ['train.train_policy.trainer_type', 'my_trainer', { script: 'train.py' }],
  ['train.train_policy.dataset', undefined, { script: 'train.py' }],
  ['policy.model_name_or_path', 'org/model.v2_x'],
  ['policy.freeze_pattern', ['^model\\.visual\\.']],
  ['policy.lora', { r: 8n, lora_alpha: 16n, target_modules: 'all-linear' }],
  ['policy.lora', { r: 8n, target_modules: ['q_proj'], modules_to_save: ['visual'] }],
  ['policy.parallelism.dp_shard_size', 16n, { gpus: 8 }],
  ['policy.parallelism.dp_shard_size', 8n, { gpus: 4 }],
  ['policy.parallelism.tp_size', 2n],
  ['logging.logger', ['Console', 'WandB']],
  ['redis', ''],
  ['custom', { dataset: { anything: [1n, 2n] }, mine: { a: true } }],
  ['rollout', { max_response_length: 128n }],
];

/** A part of the config that a value may be blamed on: LoRA's and the pipeline's members, and the place of a missing default. */
const near = (found: string, key: string) =>
  found === key ||
  found.startsWith(`${key}.`) ||
  key.startsWith(`${found}.`) ||
  found.split('.').slice(0, -1).join('.') === key.split('.').slice(0, -1).join('.');

describe('values', () => {
  test.each(VALUES.map((row) => [...row] as const))('%s = %o', (...[key, value, context]) => {
    const found = subjects(set(key, value), context);
    expect(
      found.some((subject) => near(subject, key)),
      `found: ${found.join(', ')}`,
    ).toBe(true);
  });

  test.each(WORKING.map((row) => [...row] as const))('%s = %o works', (...[key, value, context]) => {
    const errors = findingsOfTable(set(key, value), '0.4.7', context).filter(
      ({ severity }) => severity === 'error',
    );
    expect(errors).toEqual([]);
  });

  test('one mistake is one finding', () => {
    expect(subjects(set('train', undefined)).filter((subject) => subject !== 'train')).toEqual([]);
    const overruled = findingsOfTable(set('train.train_policy.epsilon_low', 0.2), '0.3.9').filter(
      ({ severity }) => severity === 'error',
    );
    expect(overruled.map(({ subject }) => subject)).toEqual(['train.train_policy.type']);
    const dropped = withValue(set('train.output_dir', undefined), ['train', 'output_dri'], '/path/to/out');
    expect(findingsOfTable(dropped, '0.4.7').map(({ id }) => id)).toEqual(['unknown-key']);
  });

  test('mini_batch that does not divide the batch, GPUs that are not a power of two, balancing without steps', () => {
    expect(subjects(set('train.train_policy.mini_batch', 5n))).toEqual(['train.train_policy.mini_batch']);
    expect(subjects(SOUND, { gpus: 6 })).toContain('gpus');
    expect(subjects(set('train.train_policy.enable_dp_load_balancing', true))).toEqual([
      'train.max_num_steps',
    ]);
  });
});

describe('keys', () => {
  const LEAVES = leavesOf(SOUND).map(([path]) => path);
  const typo = fc
    .tuple(fc.constantFrom(...LEAVES), fc.nat(), fc.constantFrom('drop', 'swap', 'double', 'change'))
    .map(([path, at, how]) => {
      const name = path.at(-1) ?? '';
      const i = at % name.length;
      const changed = {
        drop: name.slice(0, i) + name.slice(i + 1),
        swap: name.slice(0, i) + (name[i + 1] ?? '') + (name[i] ?? '') + name.slice(i + 2),
        double: name.slice(0, i) + name[i] + name.slice(i),
        change: `${name.slice(0, i)}x${name.slice(i + 1)}`,
      }[how];
      return { path, wrong: [...path.slice(0, -1), changed] };
    })
    .filter(
      ({ wrong, path }) =>
        wrong.at(-1) !== '' && wrong.at(-1) !== path.at(-1) && !keysOf('0.4.7').has(wrong.join('.')),
    );

  test('property: a misspelt key is found, and nearly always the right one is meant', () => {
    const cases = fc.sample(typo, { numRuns: 400, seed: 20261124 });
    let right = 0;
    for (const { path, wrong } of cases) {
      const value = getValue(SOUND, path) as TomlValue;
      const table = withValue(withValue(SOUND, path, undefined), wrong, value);
      const found = findingsOfTable(table, '0.4.7').filter(({ id }) => id === 'unknown-key');
      expect(found.map(({ subject }) => subject)).toEqual([joinKey(wrong)]);
      if (found[0]?.data['suggestion'] === joinKey(path)) right += 1;
    }
    expect(right / cases.length).toBeGreaterThan(0.9);
  });

  test.each([
    ['train.enable_validation', 'validation.enable'],
    ['train.validation_step', 'validation.freq'],
    ['train.save_freq', 'train.ckpt.save_freq'],
    ['train.mini_batch', 'train.train_policy.mini_batch'],
    ['policy.tp_size', 'policy.parallelism.tp_size'],
    ['train.model_name_or_path', 'policy.model_name_or_path'],
    ['train.eval_steps', 'validation.freq'],
    ['train.learning_rate', 'train.optm_lr'],
    ['train.num_train_epochs', 'train.epoch'],
    ['train.per_device_train_batch_size', 'train.train_batch_per_replica'],
    ['policy.lora_rank', 'policy.lora.r'],
    ['policy.lora.rank', 'policy.lora.r'],
    ['train.save_total_limit', 'train.ckpt.max_keep'],
    ['train.warmup_ratio', 'train.optm_warmup_steps'],
    ['policy.cutoff_len', 'policy.model_max_length'],
    ['train.micro_batch_size', 'train.train_policy.mini_batch'],
    ['policy.parallelism.tensor_model_parallel_size', 'policy.parallelism.tp_size'],
    ['train.gradient_accumulation_steps', 'train.train_policy.mini_batch'],
    ['train.max_grad_norm', 'train.optm_grad_norm_clip'],
    ['train.num_gpus', 'policy.parallelism.dp_shard_size'],
    ['policy.max_model_length', 'policy.model_max_length'],
    ['train.train_batch_size_per_replica', 'train.train_batch_per_replica'],
    ['train.ckpt.save_frequency', 'train.ckpt.save_freq'],
    ['train.max_iter', 'train.max_num_steps'],
    ['train.train_policy.dataset.annotation_path', 'custom.dataset.annotation_path'],
  ])('%s is meant for %s', (wrong, meant) => {
    const found = findingsOfTable(withValue(SOUND, splitKey(wrong), 2n), '0.4.7').filter(
      ({ id }) => id === 'unknown-key',
    );
    expect(found).toEqual([
      expect.objectContaining({ subject: wrong, data: expect.objectContaining({ suggestion: meant }) }),
    ]);
  });
});
