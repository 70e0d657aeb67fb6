/** Cosmos-Reason1-7B finds the 3D boxes of driving scenes: the loader, which was never published, is ours. */

import { smallRun } from '../src/recipe/verified.ts';
import { defineRecipe } from './define.ts';
import { consoleOnly, lowMinPixels, ownOutput, ownRedis, yourData } from './departures.ts';

export default defineRecipe({
  name: 'reason1-av-3d-grounding',
  summary: 'Cosmos-Reason1-7B finds the 3D boxes of vehicles in driving scenes',
  model: 'nvidia/Cosmos-Reason1-7B',
  family: 'qwen2_5_vl',
  task: 'AV 3D grounding',
  layout: 'av3d',
  datasetKey: 'custom.dataset.dataset_root',
  script: 'av3d.py',
  since: '0.2.6',
  source:
    'cosmos-cookbook: docs/recipes/post_training/reason2/av_3d_grounding/assets/configs/cr1_av_grounding.sft.toml',
  samples: { count: 80_000, source: 'the recipe page' },
  verified: smallRun('qwen2_5_vl'),
  config: {
    custom: {
      dataset: { meta_file: 'meta.json' },
      vision: { fps: 1n, min_pixels: 3136n, max_pixels: 40960n },
    },
    train: {
      compile: false,
      epoch: 5n,
      train_batch_per_replica: 32n,
      fsdp_offload: true,
      train_policy: { type: 'sft', mini_batch: 4n },
      ckpt: { enable_checkpoint: true, save_freq: 50n, max_keep: 3n, save_mode: 'async' },
    },
    policy: {
      model_name_or_path: 'nvidia/Cosmos-Reason1-7B',
      model_max_length: 4096n,
      model_gradient_checkpointing: true,
      parallelism: { tp_size: 1n, cp_size: 1n, dp_shard_size: 8n, pp_size: 1n },
    },
    logging: {
      logger: ['console'],
      project_name: 'cosmos_reason1',
      experiment_name: 'post_training_capabilities/sft_cr1',
    },
  },
  departures: [
    yourData('custom.dataset.dataset_root', 'dataset/train'),
    lowMinPixels,
    consoleOnly,
    ownRedis,
    ownOutput('outputs/sft_cr1'),
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
    {
      about: 'checkpoints',
      published: 'max_keep = 3, and a table of the steps 200 to 1000',
      ours: 'the TOML; for such a table add train.ckpt.max_keep=20',
    },
  ],
});
