/** Cosmos-Reason1-7B says when things happen in robot demonstrations (MimicGen): the temporal localization recipe. */

import { smallRun } from '../src/recipe/verified.ts';
import { defineRecipe } from './define.ts';
import { fromScript, lowMinPixels, ownOutput, yourData } from './departures.ts';

export default defineRecipe({
  name: 'reason1-temporal-localization',
  summary: 'Cosmos-Reason1-7B learns when things happen in robot demonstrations',
  model: 'nvidia/Cosmos-Reason1-7B',
  family: 'qwen2_5_vl',
  task: 'temporal localization',
  layout: 'mimicgen',
  datasetKey: 'custom.dataset.path',
  script: 'mimicgen.py',
  since: '0.2.6',
  source:
    'cosmos-cookbook: docs/recipes/post_training/reason1/temporal_localization/assets/mimicgen_sft.toml',
  samples: { count: 3_644, source: 'the recipe page' },
  verified: smallRun('qwen2_5_vl'),
  config: {
    custom: { vision: { fps: 1n, min_pixels: 3136n, max_pixels: 81920n } },
    train: {
      epoch: 120n,
      compile: false,
      train_batch_per_replica: 32n,
      train_policy: { type: 'sft', conversation_column_name: 'conversations', mini_batch: 4n },
      ckpt: { enable_checkpoint: true },
    },
    policy: {
      model_name_or_path: 'nvidia/Cosmos-Reason1-7B',
      model_max_length: 4096n,
      parallelism: { tp_size: 1n, cp_size: 1n, dp_shard_size: 8n, pp_size: 1n },
    },
    logging: {
      logger: ['console'],
      project_name: 'cosmos_reason1',
      experiment_name: 'post_training_hf/mimicgen_sft',
    },
  },
  departures: [
    yourData('custom.dataset.path', 'data/mimicgen_dataset_hf'),
    fromScript('custom.vision.fps', 'the default'),
    fromScript('custom.vision.max_pixels', 'the default'),
    lowMinPixels,
    ownOutput('outputs/mimicgen_sft'),
  ],
  remarks: [
    {
      about: 'frames per second',
      published: 'trained at 1, the default of the script, and evaluated at 8',
      ours: 'as trained; custom.vision.fps=8 makes both alike, with eight times the tokens',
    },
  ],
});
