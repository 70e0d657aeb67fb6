/** Cosmos3-Edge on LLaVA-style annotations of your own, by an experiment that our entry script registers. */
import { oneCycle, ownData, parallelism, REASONER, reasonerDepartures } from './cosmos3.ts';
import { defineFrameworkRecipe } from './define.ts';

export default defineFrameworkRecipe({
  name: 'cosmos3-edge-llava',
  summary: 'Cosmos3-Edge on your own LLaVA-style annotations',
  model: 'nvidia/Cosmos3-Edge',
  family: 'cosmos3_edge',
  task: 'your own data',
  layout: 'llava',
  datasetKey: 'custom.dataset.annotation_path',
  script: 'cosmos3_reasoner.py',
  source: 'cosmos-framework 5eee9ed: examples/toml/sft_config/videophy2_sft_edge.toml, changed for own data',
  config: {
    ...REASONER,
    job: { ...REASONER.job, experiment: 'cookbook_run' },
    model: {
      ...REASONER.model,
      attn_implementation: 'flash_attention_2',
      backbone: { model_name: 'nvidia/Cosmos3-Edge' },
      parallelism: parallelism(-1n, 1n),
    },
    optimizer: { ...REASONER.optimizer, lr: 1e-6 },
    scheduler: oneCycle(500n, 25n),
    trainer: { ...REASONER.trainer, grad_accum_iter: 8n, max_iter: 500n },
    custom: {
      run: { gpus: 8n, keep: 3n },
      experiment: { base: 'videophy2_sft_edge' },
      vision: { fps: 2n, min_pixels: 3136n, max_pixels: 81_920n },
      overrides: { trainer: { run_validation: false } },
    },
  },
  departures: [
    ...reasonerDepartures('videophy2_sft_edge', 'vlm_videophy2_sft'),
    ...ownData('videophy2_sft_edge'),
  ],
});
