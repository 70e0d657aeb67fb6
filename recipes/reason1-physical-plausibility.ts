/** Cosmos-Reason1-7B scores the physical plausibility of clips (VideoPhy-2): the SFT half of the recipe. */

import { smallRun } from '../src/recipe/verified.ts';
import { defineRecipe } from './define.ts';
import { fromScript, lowMinPixels, ownOutput, yourData } from './departures.ts';

export default defineRecipe({
  name: 'reason1-physical-plausibility',
  summary: 'Cosmos-Reason1-7B scores how physically plausible a clip is',
  model: 'nvidia/Cosmos-Reason1-7B',
  family: 'qwen2_5_vl',
  task: 'video scoring',
  layout: 'videophy2',
  datasetKey: 'custom.dataset.path',
  script: 'videophy2.py',
  since: '0.2.6',
  source:
    'cosmos-cookbook: docs/recipes/post_training/reason1/physical-plausibility-check/assets/sft_config.toml',
  samples: { count: 3_400, source: 'about; the recipe page' },
  verified: smallRun('qwen2_5_vl'),
  config: {
    custom: { vision: { fps: 1n, min_pixels: 3136n, max_pixels: 81920n } },
    train: {
      epoch: 10n,
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
      experiment_name: 'post_training_hf/videophy2_sft',
    },
  },
  departures: [
    yourData('custom.dataset.path', 'data/videophy2_train'),
    fromScript('custom.vision.fps', 'the default'),
    fromScript('custom.vision.max_pixels', 'the default'),
    lowMinPixels,
    ownOutput('outputs/videophy2_sft'),
  ],
});
