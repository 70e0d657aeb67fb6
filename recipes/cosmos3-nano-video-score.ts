/** Cosmos3-Nano scores the physical plausibility of clips (VideoPhy-2), as published for cosmos-framework. */
import {
  FRAMES,
  oneCycle,
  parallelism,
  REASONER,
  reasonerDepartures,
  START_WEIGHTS,
  VIDEO_SCORE_DATA,
} from './cosmos3.ts';
import { defineFrameworkRecipe } from './define.ts';

export default defineFrameworkRecipe({
  name: 'cosmos3-nano-video-score',
  summary: 'Cosmos3-Nano scores how physically plausible a clip is',
  model: 'nvidia/Cosmos3-Nano',
  family: 'qwen3_vl',
  task: 'video scoring',
  layout: 'media-text',
  datasetKey: 'custom.dataset.root',
  script: 'cosmos3_reasoner.py',
  source: 'cosmos-framework 5eee9ed: examples/toml/sft_config/videophy2_sft_nano.toml',
  samples: { count: 3_400, source: 'about; VideoPhy-2' },
  config: {
    ...REASONER,
    job: { ...REASONER.job, experiment: 'videophy2_sft_nano' },
    model: {
      ...REASONER.model,
      attn_implementation: 'cosmos',
      backbone: { model_name: 'Qwen/Qwen3-VL-8B-Instruct', safetensors_path: 'Cosmos3-Nano-reasoner' },
      parallelism: parallelism(8n, -1n),
    },
    optimizer: { ...REASONER.optimizer, lr: 1e-6 },
    scheduler: oneCycle(50n, 5n),
    trainer: { ...REASONER.trainer, grad_accum_iter: 8n, max_iter: 50n },
    custom: { run: { gpus: 8n, keep: 3n }, start: { checkpoint: 'Cosmos3-Nano' } },
  },
  departures: [
    ...reasonerDepartures('videophy2_sft_nano', 'vlm_videophy2_sft'),
    VIDEO_SCORE_DATA,
    ...START_WEIGHTS,
  ],
  remarks: [FRAMES],
});
