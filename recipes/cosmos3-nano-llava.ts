/** Cosmos3-Nano on LLaVA-style annotations of your own, by an experiment that our entry script registers. */
import { oneCycle, ownData, parallelism, REASONER, reasonerDepartures, START_WEIGHTS } from './cosmos3.ts';
import { defineFrameworkRecipe } from './define.ts';

export default defineFrameworkRecipe({
  name: 'cosmos3-nano-llava',
  summary: 'Cosmos3-Nano on your own LLaVA-style annotations',
  model: 'nvidia/Cosmos3-Nano',
  family: 'qwen3_vl',
  task: 'your own data',
  layout: 'llava',
  datasetKey: 'custom.dataset.annotation_path',
  script: 'cosmos3_reasoner.py',
  source: 'cosmos-framework 5eee9ed: examples/toml/sft_config/videophy2_sft_nano.toml, changed for own data',
  config: {
    ...REASONER,
    job: { ...REASONER.job, experiment: 'cookbook_run' },
    model: {
      ...REASONER.model,
      attn_implementation: 'cosmos',
      backbone: { model_name: 'Qwen/Qwen3-VL-8B-Instruct', safetensors_path: 'Cosmos3-Nano-reasoner' },
      parallelism: parallelism(8n, -1n),
    },
    optimizer: { ...REASONER.optimizer, lr: 1e-6 },
    scheduler: oneCycle(500n, 25n),
    trainer: { ...REASONER.trainer, grad_accum_iter: 8n, max_iter: 500n },
    custom: {
      run: { gpus: 8n, keep: 3n },
      experiment: { base: 'videophy2_sft_nano' },
      start: { checkpoint: 'Cosmos3-Nano' },
      vision: { fps: 2n, min_pixels: 3136n, max_pixels: 81_920n },
      overrides: { trainer: { run_validation: false } },
    },
  },
  departures: [
    ...reasonerDepartures('videophy2_sft_nano', 'vlm_videophy2_sft'),
    ...ownData('videophy2_sft_nano'),
    ...START_WEIGHTS,
  ],
});
