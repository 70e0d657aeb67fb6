/** Cosmos3-Edge scores the physical plausibility of clips (VideoPhy-2), as published for cosmos-framework. */
import { FRAMES, oneCycle, parallelism, REASONER, reasonerDepartures, VIDEO_SCORE_DATA } from './cosmos3.ts';
import { defineFrameworkRecipe } from './define.ts';

export default defineFrameworkRecipe({
  name: 'cosmos3-edge-video-score',
  summary: 'Cosmos3-Edge scores how physically plausible a clip is',
  model: 'nvidia/Cosmos3-Edge',
  family: 'cosmos3_edge',
  task: 'video scoring',
  layout: 'media-text',
  datasetKey: 'custom.dataset.root',
  script: 'cosmos3_reasoner.py',
  source: 'cosmos-framework 5eee9ed: examples/toml/sft_config/videophy2_sft_edge.toml',
  samples: { count: 3_400, source: 'about; VideoPhy-2' },
  config: {
    ...REASONER,
    job: { ...REASONER.job, experiment: 'videophy2_sft_edge' },
    model: {
      ...REASONER.model,
      attn_implementation: 'flash_attention_2',
      backbone: { model_name: 'nvidia/Cosmos3-Edge' },
      parallelism: parallelism(-1n, 1n),
    },
    optimizer: { ...REASONER.optimizer, lr: 1e-6 },
    scheduler: oneCycle(50n, 5n),
    trainer: { ...REASONER.trainer, grad_accum_iter: 8n, max_iter: 50n },
    custom: { run: { gpus: 8n, keep: 3n } },
  },
  departures: [...reasonerDepartures('videophy2_sft_edge', 'vlm_videophy2_sft'), VIDEO_SCORE_DATA],
  remarks: [FRAMES],
});
