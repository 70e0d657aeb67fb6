/** Cosmos-Reason2-8B on blended AV captions and questions: the Uber recipe, whose loader was never published. */

import { smallRun } from '../src/recipe/verified.ts';
import { defineRecipe } from './define.ts';
import { consoleOnly, freshStart, ownOutput, yourData } from './departures.ts';

export default defineRecipe({
  name: 'reason2-video-caption-vqa',
  summary: 'Cosmos-Reason2-8B learns captions and VQA from blended AV data with sampling weights',
  model: 'nvidia/Cosmos-Reason2-8B',
  family: 'qwen3_vl',
  task: 'AV captioning / VQA',
  layout: 'blended-av',
  datasetKey: 'custom.dataset.dataset_root',
  script: 'blended_av.py',
  since: '0.3.9',
  source: 'cosmos-cookbook: docs/recipes/post_training/reason2/video_caption_vqa/post_training.md, section 4',
  samples: { count: 1_100_000, source: 'about; the recipe page' },
  verified: smallRun('qwen3_vl', '2026-11-29'),
  config: {
    custom: {
      dataset: {
        subdirectories: ['cv_annotated', 'human_annotated', 'reason1_sft'],
        weights: [0.3, 0.5, 0.2],
        meta_file: 'meta.json',
      },
      vision: { min_pixels: 3136n, max_pixels: 360000n, nframes: 16n },
    },
    train: {
      compile: false,
      epoch: 3n,
      train_batch_per_replica: 32n,
      optm_lr: 2e-7,
      optm_weight_decay: 0.01,
      optm_warmup_steps: 0.03,
      optm_decay_type: 'cosine',
      optm_grad_norm_clip: 1.0,
      seed: 42n,
      train_policy: {
        type: 'sft',
        mini_batch: 4n,
        dataloader_num_workers: 4n,
        dataloader_prefetch_factor: 2n,
      },
      ckpt: { enable_checkpoint: true, save_freq: 20n, max_keep: 5n },
    },
    policy: {
      model_name_or_path: 'nvidia/Cosmos-Reason2-8B',
      model_max_length: 4096n,
      model_gradient_checkpointing: true,
      parallelism: { tp_size: 1n, cp_size: 1n, dp_shard_size: 8n, pp_size: 1n },
    },
    logging: {
      logger: ['console'],
      project_name: 'cosmos_reason2_av_vqa',
      experiment_name: 'post_training_uber/av_vqa_sft_blended',
    },
  },
  departures: [
    yourData('custom.dataset.dataset_root', '...'),
    freshStart,
    consoleOnly,
    ownOutput('...'),
    {
      key: 'train.train_policy.dataloader_prefetch_factor',
      upstream: null,
      why: 'stated; it is what PyTorch uses when nothing is given',
    },
    { key: 'train.ckpt.max_keep', upstream: null, why: 'stated; it is the default of the engine' },
  ],
  remarks: [
    {
      about: 'entry script',
      published: 'scripts/uber_dataloader.py, published nowhere',
      ours: 'templates/entry/blended_av.py; the keys of [custom.dataset] are kept, and what they do is documented and tested',
    },
    {
      about: 'checkpoints',
      published: 'save_freq = 20 and the default max_keep of 5, and results at the steps 150, 250 and 350',
      ours: 'the TOML; for such a table add train.ckpt.save_freq=50 train.ckpt.max_keep=20',
    },
  ],
});
