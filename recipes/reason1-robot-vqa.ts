/** Cosmos-Reason1-7B on the RoboVQA part of its own SFT dataset: the post-training example of cosmos-reason1. */

import { smallRun } from '../src/recipe/verified.ts';
import { defineRecipe } from './define.ts';
import {
  consoleOnly,
  fromScript,
  lowMinPixels,
  noRotateMethod,
  oldValidation,
  ownOutput,
  ownRedis,
} from './departures.ts';

export default defineRecipe({
  name: 'reason1-robot-vqa',
  summary: 'Cosmos-Reason1-7B learns robot questions and answers (RoboVQA)',
  model: 'nvidia/Cosmos-Reason1-7B',
  family: 'qwen2_5_vl',
  task: 'robotics VQA',
  layout: 'reason1-sft',
  datasetKey: 'train.train_policy.dataset.name',
  script: 'reason1_sft.py',
  since: '0.2.6',
  source: 'cosmos-reason1: examples/post_training/configs/sft.toml',
  verified: smallRun('qwen2_5_vl'),
  config: {
    custom: {
      dataset: { validation_share: 0.00046 },
      vision: { fps: 1n, min_pixels: 3136n, max_pixels: 81920n },
    },
    train: {
      resume: false,
      epoch: 1n,
      epsilon: 1e-6,
      optm_name: 'AdamW',
      optm_lr: 2e-6,
      optm_impl: 'fused',
      optm_weight_decay: 0.01,
      optm_betas: [0.9, 0.999],
      optm_warmup_steps: 20n,
      optm_grad_norm_clip: 1.0,
      async_tp_enabled: false,
      compile: false,
      param_dtype: 'bfloat16',
      fsdp_reduce_dtype: 'float32',
      fsdp_offload: false,
      fsdp_reshard_after_forward: 'default',
      train_batch_per_replica: 32n,
      sync_weight_interval: 1n,
      train_policy: {
        type: 'sft',
        dataset: {
          name: 'nvidia/Cosmos-Reason1-SFT-Dataset',
          subset: 'robovqa',
          split: 'understanding',
          test_size: 100n,
        },
        enable_dataset_cache: false,
        dataloader_num_workers: 4n,
        dataloader_prefetch_factor: 4n,
        conversation_column_name: 'conversations',
        mini_batch: 4n,
      },
      ckpt: { enable_checkpoint: true, save_freq: 100n, max_keep: 2n, save_mode: 'async' },
    },
    policy: {
      model_name_or_path: 'nvidia/Cosmos-Reason1-7B',
      model_max_length: 4096n,
      model_gradient_checkpointing: true,
      parallelism: {
        n_init_replicas: 1n,
        tp_size: 1n,
        cp_size: 1n,
        dp_shard_size: 4n,
        pp_size: 1n,
        dp_replicate_size: 1n,
      },
    },
    logging: {
      logger: ['console'],
      project_name: 'cosmos_reason1',
      experiment_name: 'post_training/sft',
    },
    validation: { enable: true, freq: 30n, batch_size: 2n },
  },
  departures: [
    ...oldValidation(true, 30n, 2n),
    noRotateMethod,
    consoleOnly,
    ownRedis,
    ownOutput('./outputs/sft'),
    fromScript('custom.vision.fps', 'fixed'),
    fromScript('custom.vision.max_pixels', 'fixed'),
    lowMinPixels,
    {
      key: 'custom.dataset.validation_share',
      upstream: null,
      why: 'the engine does not look at test_size where a script of ours holds out samples: 100 of 218,504 rows, by hash of their ids',
    },
  ],
  remarks: [
    {
      about: 'data',
      published:
        'rows are loaded from the hub, and clips downloaded and extracted, by every process at launch',
      ours: 'nothing is downloaded: a local copy by --dataset, or what the local Hugging Face cache has under the published name',
    },
    {
      about: 'form of the data',
      published: '<subset>/<subset>_<split>*.json, a JSON array each, and <subset>/clips/*.tar.gz',
      ours: 'these files; the clips extracted into <subset>/video_clips, or where the published script puts them. Names and row count are those of public inventories, not checked on the hub',
    },
    {
      about: 'clips',
      published:
        'found by file name: of two with one name the last wins, a missing one ends the run in the middle of an epoch',
      ours: 'both are found before the launch',
    },
    {
      about: 'rounds',
      published: 'the clip is put into every question of a row',
      ours: 'into the first, once',
    },
  ],
});
