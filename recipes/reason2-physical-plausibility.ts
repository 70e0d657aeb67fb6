/** Cosmos-Reason2-8B scores the physical plausibility of clips (VideoPhy-2). */

import { smallRun } from '../src/recipe/verified.ts';
import { defineRecipe } from './define.ts';
import { consoleOnly, fromScript, ownOutput, yourData } from './departures.ts';

export default defineRecipe({
  name: 'reason2-physical-plausibility',
  summary: 'Cosmos-Reason2-8B scores how physically plausible a clip is',
  model: 'nvidia/Cosmos-Reason2-8B',
  family: 'qwen3_vl',
  task: 'video scoring',
  layout: 'videophy2',
  datasetKey: 'custom.dataset.path',
  script: 'videophy2.py',
  since: '0.3.9',
  source:
    'cosmos-cookbook: scripts/examples/reason2/physical-plausibility-check/video_critic/configs/videophy2_sft.toml',
  samples: { count: 3_400, source: 'about; the recipe page' },
  verified: smallRun('qwen3_vl'),
  config: {
    custom: { vision: { fps: 1n, total_pixels: 3774873n } },
    train: {
      seed: 42n,
      train_batch_per_replica: 32n,
      epoch: 10n,
      optm_lr: 1e-6,
      optm_weight_decay: 0.01,
      optm_warmup_steps: 0.03,
      optm_decay_type: 'cosine',
      optm_grad_norm_clip: 1.0,
      compile: false,
      train_policy: { type: 'sft', conversation_column_name: 'conversations', mini_batch: 4n },
      ckpt: { enable_checkpoint: true, max_keep: 20n },
    },
    policy: {
      model_name_or_path: 'nvidia/Cosmos-Reason2-8B',
      model_max_length: 4096n,
      parallelism: { tp_size: 1n, cp_size: 1n, dp_shard_size: 8n, pp_size: 1n },
    },
    logging: {
      logger: ['console'],
      project_name: 'cosmos_reason2_physical_plausibility',
      experiment_name: 'cosmos_rl/videophy2_sft',
    },
  },
  departures: [
    yourData('custom.dataset.path', '../../data/videophy2_train'),
    fromScript('custom.vision.fps', 'the default'),
    fromScript('custom.vision.total_pixels', '0.9 x 1024 x model_max_length, computed'),
    consoleOnly,
    ownOutput('../../outputs/videophy2_sft_cosmos_rl'),
  ],
});
