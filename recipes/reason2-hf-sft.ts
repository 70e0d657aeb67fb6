/** Cosmos-Reason2-2B on conversations saved as a Hugging Face dataset: the hf_sft example of cosmos-reason2. */

import { smallRun } from '../src/recipe/verified.ts';
import { defineRecipe } from './define.ts';
import { consoleOnly, fromScript, ownOutput, yourData } from './departures.ts';

export default defineRecipe({
  name: 'reason2-hf-sft',
  summary: 'Cosmos-Reason2-2B on your own conversations in a Hugging Face dataset',
  model: 'nvidia/Cosmos-Reason2-2B',
  family: 'qwen3_vl',
  task: 'your own data',
  layout: 'hf-conversations',
  datasetKey: 'custom.dataset.path',
  script: 'hf_conversations.py',
  since: '0.3.9',
  source: 'cosmos-reason2: examples/cosmos_rl/configs/hf_sft.toml',
  verified: smallRun('qwen3_vl'),
  config: {
    custom: { vision: { fps: 1n, total_pixels: 3774873n } },
    train: {
      compile: false,
      train_batch_per_replica: 32n,
      train_policy: { type: 'sft', conversation_column_name: 'conversations', mini_batch: 4n },
      ckpt: { enable_checkpoint: true },
    },
    policy: {
      model_name_or_path: 'nvidia/Cosmos-Reason2-2B',
      model_max_length: 4096n,
      parallelism: { tp_size: 1n, cp_size: 1n, dp_shard_size: 4n, pp_size: 1n },
    },
    logging: { logger: ['console'], project_name: 'cosmos_reason2', experiment_name: 'cosmos_rl/hf_sft' },
  },
  departures: [
    yourData('custom.dataset.path', '/tmp/cosmos_reason2/cosmos_rl/data/hf_sft'),
    fromScript('custom.vision.fps', 'the default'),
    fromScript('custom.vision.total_pixels', '0.9 x 1024 x model_max_length, computed'),
    consoleOnly,
    ownOutput('/tmp/cosmos_reason2/cosmos_rl/outputs/hf_sft'),
  ],
});
