/** Cosmos-Reason2-2B on LLaVA-style annotations: the llava_sft example of cosmos-reason2. */

import { smallRun } from '../src/recipe/verified.ts';
import { defineRecipe } from './define.ts';
import { allTurns, consoleOnly, fromScript, ownOutput, ownRedis, yourData } from './departures.ts';

export default defineRecipe({
  name: 'reason2-llava-sft',
  summary: 'Cosmos-Reason2-2B on your own LLaVA-style annotations',
  model: 'nvidia/Cosmos-Reason2-2B',
  family: 'qwen3_vl',
  task: 'your own data',
  layout: 'llava',
  datasetKey: 'custom.dataset.annotation_path',
  script: 'llava.py',
  since: '0.3.9',
  source: 'cosmos-reason2: examples/cosmos_rl/configs/llava_sft.toml',
  samples: { count: 23_240, source: 'LLaVA detail_23k, as in the published log' },
  verified: smallRun('qwen3_vl'),
  config: {
    custom: { vision: { fps: 1n, total_pixels: 3774873n } },
    train: {
      compile: false,
      train_batch_per_replica: 32n,
      train_policy: { type: 'sft', mini_batch: 4n },
      ckpt: { enable_checkpoint: true },
    },
    policy: {
      model_name_or_path: 'nvidia/Cosmos-Reason2-2B',
      model_max_length: 4096n,
      parallelism: { tp_size: 1n, cp_size: 1n, dp_shard_size: 4n, pp_size: 1n },
    },
    logging: { logger: ['console'], project_name: 'cosmos-reason2', experiment_name: 'cosmos_rl/llava_sft' },
  },
  departures: [
    yourData(
      'custom.dataset.annotation_path',
      '/tmp/cosmos_reason2/cosmos_rl/data/llava_sft/annotations.json',
    ),
    yourData(
      'custom.dataset.media_path',
      '/tmp/cosmos_reason2/cosmos_rl/data/llava_sft/train2017',
      'custom.dataset.media_path=FOLDER',
    ),
    {
      key: 'custom.dataset.system_prompt',
      upstream: '',
      why: 'an empty system prompt and none are the same to the entry script',
    },
    fromScript('custom.vision.fps', 'the default'),
    fromScript('custom.vision.total_pixels', '0.9 x 1024 x model_max_length, computed'),
    consoleOnly,
    ownRedis,
    ownOutput('/tmp/cosmos_reason2/cosmos_rl/outputs/llava_sft'),
  ],
  remarks: [
    allTurns,
    {
      about: 'entry script',
      published:
        'llava_sft.py stops at the first sample without an image, and hands images over as bytes, which 0.4.1 and later refuse',
      ours: 'templates/entry/llava.py: any media or none, as paths, or as base64 where the engine is 0.3.9',
    },
  ],
});
