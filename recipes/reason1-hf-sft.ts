/** Cosmos-Reason1-7B on conversations saved as a Hugging Face dataset: the post_training_hf example of cosmos-reason1. */

import { smallRun } from '../src/recipe/verified.ts';
import { defineRecipe } from './define.ts';
import { consoleOnly, fromScript, lowMinPixels, ownOutput, ownRedis, yourData } from './departures.ts';

export default defineRecipe({
  name: 'reason1-hf-sft',
  summary: 'Cosmos-Reason1-7B on your own conversations in a Hugging Face dataset',
  model: 'nvidia/Cosmos-Reason1-7B',
  family: 'qwen2_5_vl',
  task: 'your own data',
  layout: 'hf-conversations',
  datasetKey: 'custom.dataset.path',
  script: 'hf_conversations.py',
  since: '0.2.6',
  source: 'cosmos-reason1: examples/post_training_hf/configs/sft.toml',
  verified: smallRun('qwen2_5_vl'),
  config: {
    custom: { vision: { fps: 1n, min_pixels: 3136n, max_pixels: 81920n } },
    train: {
      compile: false,
      train_batch_per_replica: 32n,
      train_policy: { type: 'sft', conversation_column_name: 'conversations', mini_batch: 4n },
      ckpt: { enable_checkpoint: true },
    },
    policy: {
      model_name_or_path: 'nvidia/Cosmos-Reason1-7B',
      model_max_length: 4096n,
      parallelism: { tp_size: 1n, cp_size: 1n, dp_shard_size: 4n, pp_size: 1n },
    },
    logging: { logger: ['console'], project_name: 'cosmos_reason1', experiment_name: 'post_training_hf/sft' },
  },
  departures: [
    yourData('custom.dataset.path', 'data/sft'),
    fromScript('custom.vision.fps', 'the default'),
    fromScript('custom.vision.max_pixels', 'the default'),
    lowMinPixels,
    consoleOnly,
    ownRedis,
    ownOutput('outputs/sft'),
  ],
  remarks: [
    {
      about: 'the example of the README',
      published: 'ten samples of Nexar collision clips on 4 GPUs',
      ours: 'a batch of 32 on 4 GPUs needs 128 samples: fewer make no step from 0.3.9; lower it with --batch',
    },
  ],
});
