/** Where cosmos-rl puts what it makes (utils/checkpoint.py and utils/model_export.py, 0.2.6 to 0.4.7). */
import { join } from 'node:path';
import { namesIn } from '../../path-status.ts';
import type { OutputLayout } from '../engine.ts';
import type { DataKeys, RunKeys } from '../run-keys.ts';

/** `checkpoints/step_N/policy` and `safetensors/step_N`; staging and replaced exports stay beside them (0.4.7). */
export const LAYOUT: OutputLayout = {
  below: 'train',
  parents: ['checkpoints', 'safetensors'],
  ours: /^step_\d+(\.(incomplete|previous)-[0-9a-f]+)?$/,
  steps: (outputDir) =>
    namesIn(join(outputDir, 'checkpoints'))
      .flatMap((name) => /^step_(\d+)$/.exec(name)?.[1] ?? [])
      .map(Number),
  checkpoint: (outputDir, step) => join(outputDir, 'checkpoints', `step_${step}`, 'policy'),
  export: (outputDir, step) => join(outputDir, 'safetensors', `step_${step}`),
  stepName: (step) => `step_${step}`,
};

/** The folders of steps that an engine's output folder holds already; none where it cannot be read. */
export function heldSteps(outputDir: string): readonly string[] {
  return LAYOUT.parents.flatMap((parent) => {
    const names = namesIn(join(outputDir, parent));
    return names.filter((name) => LAYOUT.ours.test(name)).map((name) => join(parent, name));
  });
}

/** Shards, optimizer state and model parts are those of the checkpoint (utils/checkpoint.py, 0.4.7). */
const IMPOSSIBLE =
  /^policy\.(model_name_or_path|parallelism\.|lora)|^train\.(optm_name|master_dtype|force_use_hf)$/;
/** The total of steps is read from the checkpoint (policy/worker/sft_worker.py:722-726). */
const LENGTH = /^train\.(epoch|max_num_steps)$/;
const HARMLESS = /^(logging|validation|profiler)\.|^train\.ckpt\.|^train\.sync_weight_interval$/;

/** Those that name data, 0.2.6 to 0.4.7 (policy/config/__init__.py). */
export const DATA_KEYS = {
  name: 'train.train_policy.dataset.name',
  subset: 'train.train_policy.dataset.subset',
  split: 'train.train_policy.dataset.split',
  column: 'train.train_policy.conversation_column_name',
  cut: 'policy.model_max_length',
  validation: 'validation.enable',
} as const satisfies DataKeys;

/** What every run sets for itself; the redis port is its own, since two runs that share a redis end each other. */
export const KEYS: RunKeys = {
  flags: {
    gpus: 'policy.parallelism.dp_shard_size',
    epochs: 'train.epoch',
    lr: 'train.optm_lr',
    batch: 'train.train_batch_per_replica',
    lora: 'policy.lora',
  },
  all: ['train.output_dir', 'train.timestamp', 'redis', 'train.resume'],
  output: 'train.output_dir',
  resume: 'train.resume',
  model: 'policy.model_name_or_path',
  data: DATA_KEYS,
  noResume: false,
  length: {
    unit: 'epoch',
    key: 'train.epoch',
    typed: (count) => `--epochs ${count}`,
    settings: (_, count) => ({ 'train.epoch': BigInt(count) }),
  },
  change(key) {
    if (IMPOSSIBLE.test(key)) return 'impossible';
    if (LENGTH.test(key)) return 'length';
    return HARMLESS.test(key) ? 'harmless' : 'risky';
  },
};
