/** Cosmos-Reason1-7B classifies defects of wafer maps (WM-811K): the wafer map recipe. */

import { smallRun } from '../src/recipe/verified.ts';
import { defineRecipe } from './define.ts';
import {
  allTurns,
  consoleOnly,
  fromScript,
  lowMinPixels,
  ownOutput,
  ownRedis,
  yourData,
} from './departures.ts';

export default defineRecipe({
  name: 'reason1-wafer-map',
  summary: 'Cosmos-Reason1-7B classifies the defects of wafer maps',
  model: 'nvidia/Cosmos-Reason1-7B',
  family: 'qwen2_5_vl',
  task: 'image classification',
  layout: 'wafer-map',
  datasetKey: 'custom.dataset.annotation_path',
  script: 'llava.py',
  since: '0.2.6',
  source: 'cosmos-cookbook: docs/recipes/post_training/reason1/wafermap_classification/configs/sft.toml',
  samples: { count: 3_200, source: 'the recipe page' },
  verified: smallRun('qwen2_5_vl'),
  config: {
    custom: { vision: { fps: 1n, min_pixels: 3136n, max_pixels: 81920n } },
    train: {
      compile: false,
      train_batch_per_replica: 32n,
      train_policy: { type: 'sft', mini_batch: 4n },
      ckpt: { enable_checkpoint: true },
    },
    policy: {
      model_name_or_path: 'nvidia/Cosmos-Reason1-7B',
      model_max_length: 4096n,
      parallelism: { tp_size: 1n, cp_size: 1n, dp_shard_size: 4n, pp_size: 1n },
    },
    logging: {
      logger: ['console'],
      project_name: 'cosmos_reason1',
      experiment_name: 'post_training_llava/sft',
    },
  },
  departures: [
    yourData('custom.dataset.annotation_path', './data/sft/WM811K_data/wafer_anolamy_small_0115.json'),
    yourData('custom.dataset.media_path', './data/sft/WM811K_data/train', 'custom.dataset.media_path=FOLDER'),
    {
      key: 'custom.dataset.system_prompt',
      upstream: '',
      why: 'an empty system prompt and none are the same to the entry script',
    },
    fromScript('custom.vision.fps', 'the default'),
    fromScript('custom.vision.max_pixels', 'the default'),
    lowMinPixels,
    consoleOnly,
    ownRedis,
    ownOutput('outputs/sft'),
  ],
  remarks: [
    allTurns,
    {
      about: 'annotations',
      published:
        'create_annotation.py looks folder names up in lower case; with those of WM-811K it answers "(1) loc." to every choice',
      ours: 'data check compares each answer with the folder of its picture (answer-contradicts-label)',
    },
    {
      about: 'warm-up',
      published: '20 of the 25 steps that 3,200 samples make',
      ours: 'kept; train.optm_warmup_steps=2 warms up for a tenth of the run',
    },
  ],
});
