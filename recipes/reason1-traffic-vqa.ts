/** Cosmos-Reason1-7B on multiple-choice questions about traffic cameras: the intelligent transportation recipe (WTS). */

import { smallRun } from '../src/recipe/verified.ts';
import { defineRecipe } from './define.ts';
import { allTurns, consoleOnly, lowMinPixels, oldValidation, ownOutput, yourData } from './departures.ts';

export default defineRecipe({
  name: 'reason1-traffic-vqa',
  summary: 'Cosmos-Reason1-7B answers multiple-choice questions about traffic cameras',
  model: 'nvidia/Cosmos-Reason1-7B',
  family: 'qwen2_5_vl',
  task: 'traffic VQA',
  layout: 'wts',
  datasetKey: 'custom.dataset.annotation_path',
  script: 'wts.py',
  since: '0.2.6',
  source: 'cosmos-cookbook: scripts/examples/reason1/intelligent-transportation/sft_config.toml',
  samples: { count: 5_000, source: 'the recipe page' },
  verified: smallRun('qwen2_5_vl'),
  config: {
    custom: {
      dataset: {
        system_prompt:
          'You are a helpful assistant that can answer questions about a street-view CCTV footage.',
      },
      vision: { fps: 1n, min_pixels: 3136n, max_pixels: 81920n },
    },
    train: {
      compile: true,
      optm_warmup_steps: 0n,
      train_batch_per_replica: 16n,
      train_policy: { type: 'sft', dataset: { test_size: 0n }, mini_batch: 1n },
      ckpt: { enable_checkpoint: true },
    },
    policy: {
      model_name_or_path: 'nvidia/Cosmos-Reason1-7B',
      model_max_length: 32768n,
      parallelism: { tp_size: 1n, cp_size: 1n, dp_shard_size: 8n, pp_size: 1n },
    },
    logging: {
      logger: ['console'],
      project_name: 'cosmos_reason1',
      experiment_name: 'post_training/wts_environment_mcq',
    },
    validation: { enable: false },
  },
  departures: [
    yourData('custom.dataset.annotation_path', '/path/to/WTS/environment_mcq_llava_train.py'),
    yourData('custom.dataset.media_path', '/path/to/WTS/videos/train', 'custom.dataset.media_path=FOLDER'),
    lowMinPixels,
    {
      key: 'train.compile',
      upstream: null,
      why: 'stated: absent means true to the engine, and false to our other presets',
    },
    ...oldValidation(false),
    consoleOnly,
    ownOutput('outputs/wts_environment_mcq'),
  ],
  remarks: [
    allTurns,
    {
      about: 'preprocessing',
      published: 'data_preprocess.py makes a LLaVA-style file of the annotations',
      ours: 'annotation_path takes that file, or a split of the annotations, WTS/annotations/vqa/train, as it is',
    },
    {
      about: 'annotation file',
      published: 'environment_mcq_llava_train.py',
      ours: 'a .json file, which is what is meant',
    },
  ],
});
