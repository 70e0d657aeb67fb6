/** Qwen3-VL-8B on LLaVA-OneVision from the hub, as published for cosmos-framework: a check of the trainer, not of Cosmos. */
import { oneCycle, parallelism, REASONER, reasonerDepartures } from './cosmos3.ts';
import { defineFrameworkRecipe } from './define.ts';

export default defineFrameworkRecipe({
  name: 'cosmos3-llava-ov',
  summary: 'Qwen3-VL-8B on LLaVA-OneVision, streamed from the hub: the demonstration of the trainer',
  model: 'Qwen/Qwen3-VL-8B-Instruct',
  family: 'qwen3_vl',
  task: 'visual question answering',
  layout: 'streamed',
  datasetKey: '',
  script: 'cosmos3_reasoner.py',
  source: 'cosmos-framework 5eee9ed: examples/toml/sft_config/llava_ov.toml',
  config: {
    ...REASONER,
    job: { ...REASONER.job, experiment: 'pre_exp012_llava_ov' },
    model: {
      ...REASONER.model,
      attn_implementation: 'cosmos',
      backbone: { model_name: 'Qwen/Qwen3-VL-8B-Instruct' },
      parallelism: parallelism(8n, -1n),
    },
    optimizer: { ...REASONER.optimizer, lr: 1e-5 },
    scheduler: oneCycle(500n, 25n, 0.5),
    trainer: { ...REASONER.trainer, grad_accum_iter: 1n, max_iter: 500n },
    custom: { run: { gpus: 8n, keep: 3n }, overrides: { checkpoint: { hf_export: { enabled: true } } } },
  },
  departures: [
    ...reasonerDepartures('pre_exp012_llava_ov', 'vlm_llava_ov_demo'),
    {
      key: 'scheduler.warm_up_steps',
      upstream: [1000n],
      why: 'a warm-up of 1000 in a run of 500 steps never reaches the learning rate: the highest of the whole run is 0.525 of it',
    },
    {
      key: 'custom.overrides.checkpoint.hf_export.enabled',
      upstream: null,
      why: 'published without it, the run leaves no model that anything else loads',
    },
  ],
  remarks: [
    {
      about: 'data',
      published: 'streamed from the hub while it trains: a lost network ends the run',
      ours: 'the same; nothing of it can be checked before the launch',
    },
  ],
});
