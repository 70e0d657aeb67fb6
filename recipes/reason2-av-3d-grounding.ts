/** Cosmos-Reason2-8B finds the 3D boxes of driving scenes: the loader, which was never published, is ours. */

import { smallRun } from '../src/recipe/verified.ts';
import { defineRecipe } from './define.ts';
import { consoleOnly, freshStart, lowMinPixels, ownOutput, ownRedis, yourData } from './departures.ts';

export default defineRecipe({
  name: 'reason2-av-3d-grounding',
  summary: 'Cosmos-Reason2-8B finds the 3D boxes of vehicles in driving scenes',
  model: 'nvidia/Cosmos-Reason2-8B',
  family: 'qwen3_vl',
  task: 'AV 3D grounding',
  layout: 'av3d',
  datasetKey: 'custom.dataset.dataset_root',
  script: 'av3d.py',
  since: '0.3.9',
  source:
    'cosmos-cookbook: docs/recipes/post_training/reason2/av_3d_grounding/assets/configs/cr2_av_grounding.sft.toml',
  samples: { count: 80_000, source: 'the recipe page' },
  verified: smallRun('qwen3_vl'),
  config: {
    custom: {
      dataset: { meta_file: 'meta.json' },
      vision: { fps: 1n, min_pixels: 3136n, max_pixels: 40960n },
    },
    train: {
      compile: false,
      train_batch_per_replica: 16n,
      epoch: 2n,
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
      ckpt: { enable_checkpoint: true, save_freq: 50n, max_keep: 30n, save_mode: 'async' },
    },
    policy: {
      model_name_or_path: 'nvidia/Cosmos-Reason2-8B',
      model_max_length: 4096n,
      model_gradient_checkpointing: true,
      parallelism: { tp_size: 1n, cp_size: 1n, dp_shard_size: 8n, pp_size: 1n },
    },
    logging: {
      logger: ['console'],
      project_name: 'cosmos_reason2',
      experiment_name: 'post_training_capabilities/sft_cr2_8b',
    },
  },
  departures: [
    yourData('custom.dataset.dataset_root', 'dataset/train'),
    lowMinPixels,
    freshStart,
    consoleOnly,
    ownRedis,
    ownOutput('outputs/sft_cr2_8b'),
  ],
  remarks: [
    {
      about: 'entry script',
      published: 'scripts/av_grounding_dataloader.py, published nowhere',
      ours: 'av3d.py reads the keys of the TOML and the layout of the recipe page: media or image, text or conversation',
    },
    {
      about: 'prompts',
      published: 'one line for system and one for user, which say neither axes nor units',
      ours: 'our own, with both: x right, y down, z forward, in metres and radians; custom.prompts replaces them',
    },
    {
      about: 'length of the answers',
      published: 'coordinates as measured, up to 18 digits; a digit is a token',
      ours: 'as they are in your files; `data check` says which answers model_max_length cuts: round the files then',
    },
  ],
});
