/** Cosmos-Reason1-7B on LLaVA-style annotations: the post_training_llava example of cosmos-reason1. */

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
  name: 'reason1-llava-sft',
  summary: 'Cosmos-Reason1-7B on your own LLaVA-style annotations',
  model: 'nvidia/Cosmos-Reason1-7B',
  family: 'qwen2_5_vl',
  task: 'your own data',
  layout: 'llava',
  datasetKey: 'custom.dataset.annotation_path',
  script: 'llava.py',
  since: '0.2.6',
  source: 'cosmos-reason1: examples/post_training_llava/configs/sft.toml',
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
    yourData('custom.dataset.annotation_path', 'data/sft/annotations.json'),
    yourData('custom.dataset.media_path', 'data/sft/train2017', 'custom.dataset.media_path=FOLDER'),
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
  remarks: [allTurns],
});
