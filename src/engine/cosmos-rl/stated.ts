/** What every preset states, because engine versions, or the launcher and the workers, disagree on the default. */
import type { TomlTable } from '../../config/value.ts';
import type { Stated } from '../adapter.ts';
import type { EngineConfig } from './schema/generated.ts';

/**
 * Keys whose default differs between 0.2.6, 0.3.9, 0.4.4 and 0.4.7, or between launcher and worker, and keys that must not
 * be left to chance. A test compares this list with the schemas. `tp_size` missing means 1 to the launcher and 2 to the
 * workers; `type` missing means grpo to the launcher (launcher/launch_all.py, policy/config/__init__.py, 0.4.7).
 */
const BASE: EngineConfig = {
  train: {
    resume: false,
    compile: false,
    seed: 42n,
    force_use_hf: false,
    train_policy: {
      type: 'sft',
      trainer_type: 'sft',
      dataloader_shuffle: true,
      dataloader_drop_last: true,
    },
    ckpt: {
      enable_checkpoint: true,
      save_mode: 'async',
      export_safetensors: true,
    },
  },
  policy: {
    model_gradient_checkpointing: true,
    parallelism: {
      n_init_replicas: 1n,
      tp_size: 1n,
      cp_size: 1n,
      ep_size: 1n,
      pp_size: 1n,
      dp_shard_size: 1n,
      dp_replicate_size: 1n,
    },
  },
  logging: { logger: ['console'] },
  validation: { enable: false },
};

const STATED_ONLY = 'stated: it is the default, and a run must not change with the engine version';

/** Why a key of the base stands in a preset whose published file does not have it, by dotted key. */
const BASE_REASONS: Readonly<Record<string, string>> = {
  'train.seed': 'two runs of the same config should be comparable; without a seed they are not',
  'train.train_policy.dataloader_shuffle':
    'stated: the default was false up to 0.3.1, although SFT shuffled all the same',
  'train.train_policy.dataloader_drop_last': 'stated: the default is true from 0.3.9, and false before',
  'train.train_policy.trainer_type': 'stated: it decides which trainer runs, apart from type',
  'train.compile': 'the default is true, which the Hugging Face path of the engine refuses',
  'policy.parallelism.tp_size': 'stated: absent means 1 to the launcher and 2 to the workers',
  'policy.parallelism.dp_shard_size': 'stated: the default was -1 up to 0.3.7',
};

/** Stated below every preset. */
export const STATED: Stated = {
  config: BASE as unknown as TomlTable,
  reason: (key) => BASE_REASONS[key] ?? STATED_ONLY,
};
