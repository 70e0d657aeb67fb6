/** What the published recipes for the reasoners of Cosmos 3 share: settings, and departures with their reasons. */
import type { Departure, Remark } from '../src/recipe/recipe.ts';
import type { FrameworkConfig } from './define.ts';

/** The settings that all of them publish, for a trainer that takes what is missing from its experiment. */
export const REASONER = {
  job: { task: 'vlm', wandb_mode: 'disabled' },
  model: {
    precision: 'bfloat16',
    ema: { enabled: false, rate: 0.1, iteration_shift: 0n },
    compile: { enabled: false, compile_dynamic: true },
    activation_checkpointing: {
      mode: 'full',
      save_ops_regex: ['fmha'],
      preserve_rng_state: true,
      determinism_check: 'default',
    },
  },
  optimizer: { betas: [0.9, 0.95], fused: true, weight_decay: 0.1 },
  trainer: {
    distributed_parallelism: 'fsdp',
    logging_iter: 1n,
    callbacks: { grad_clip: { clip_norm: 1, force_finite: false } },
  },
  checkpoint: { keys_to_skip_loading: [], save_iter: 100n },
  dataloader_train: { max_samples_per_batch: 1n, max_sequence_length: 16_000n },
} as const satisfies FrameworkConfig;

/** The two degrees that the published files write beside data parallelism. */
export function parallelism(shard: bigint, replicate: bigint) {
  return {
    data_parallel_shard_degree: shard,
    data_parallel_replicate_degree: replicate,
    context_parallel_shard_degree: 1n,
    cfg_parallel_shard_degree: 1n,
  };
}

/** One cycle over the whole run, from 0.05 of the rate; `least` is the share that is left at its end. */
export function oneCycle(steps: bigint, warmUp: bigint, least = 0.1) {
  return { cycle_lengths: [steps], f_max: [1], f_min: [least], f_start: [0.05], warm_up_steps: [warmUp] };
}

const DROPPED = 'the trainer drops it for a reasoner without a word (PATH_REMAPS, 5eee9ed)';

/** Departures of every one of them; `name` is the published experiment, `group` its group. */
export function reasonerDepartures(name: string, group: string): readonly Departure[] {
  const own = (key: string, upstream: string): Departure => ({
    key,
    upstream,
    ours: 'a new folder per run',
    why: 'runs under one project, group and name go on with, and overwrite, each other unasked (seen on GPUs)',
  });
  const dropped = (key: string, upstream: Departure['upstream']): Departure => ({
    key,
    upstream,
    why: DROPPED,
  });
  return [
    own('job.project', 'cosmos3'),
    own('job.group', group),
    own('job.name', name),
    { key: 'checkpoint.load_path', upstream: '???', why: 'three question marks and no key are the same' },
    dropped('optimizer.eps', 1e-8),
    dropped('scheduler.verbosity_interval', 0n),
    dropped('trainer.callbacks.compile_tokenizer.compile_after_iterations', 3n),
    dropped('trainer.callbacks.compile_tokenizer.enabled', false),
    {
      key: 'custom.run.gpus',
      upstream: null,
      why: 'NPROC_PER_NODE in the published launcher; here it can be seen, checked and changed',
    },
    {
      key: 'custom.run.keep',
      upstream: null,
      why: 'the trainer removes no checkpoint, and each takes 12 bytes a parameter: 105 GB for Nano',
    },
  ];
}

/** Where the weights of Cosmos come from, which the published launchers say by a variable. */
export const START_WEIGHTS: readonly Departure[] = [
  {
    key: 'model.backbone.safetensors_path',
    upstream: null,
    why: 'VLM_SAFETENSORS_PATH in the published launcher; without it the run begins with plain Qwen3-VL, not with Cosmos',
  },
  {
    key: 'custom.start.checkpoint',
    upstream: null,
    why: 'the checkpoint that is converted into that folder first, where it is not there',
  },
];

/** The published data is named by a variable of the launcher. */
export const VIDEO_SCORE_DATA: Departure = {
  key: 'custom.dataset.root',
  upstream: null,
  ours: 'yours: --dataset',
  why: 'VIDEOPHYSICS_ROOT in the published launcher; here it is checked before a GPU waits for it',
};

/** What a run of our own data does otherwise than the experiment that it is made from. */
export function ownData(base: string): readonly Departure[] {
  const here = (key: string, why: string): Departure => ({ key, upstream: null, why });
  return [
    {
      key: 'job.experiment',
      upstream: base,
      why: 'our entry script registers it: the published one with a dataset that stops at what it cannot read',
    },
    here('custom.experiment.base', 'the published experiment that it is made from'),
    {
      key: 'custom.dataset.annotation_path',
      upstream: null,
      ours: 'yours: --dataset',
      why: 'the published experiment reads one dataset only',
    },
    here('custom.vision.fps', 'two frames a second, fixed in the code of the published experiment'),
    here('custom.vision.min_pixels', 'the lower bound that a small max_pixels needs'),
    here('custom.vision.max_pixels', 'frames of that size keep a clip below the packer’s 16,000 tokens'),
    here(
      'custom.overrides.trainer.run_validation',
      'your data has no validation set until you name one with custom.dataset.validation_path',
    ),
    {
      key: 'trainer.max_iter',
      upstream: 50n,
      why: '50 steps of the demonstration are few for data of your own; say how many, with the cycle',
    },
    { key: 'scheduler.cycle_lengths', upstream: [50n], why: 'the cycle is as long as the run' },
    { key: 'scheduler.warm_up_steps', upstream: [5n], why: 'a twentieth of the run' },
  ];
}

/** Frames are taken by code there, and by settings here. */
export const FRAMES: Remark = {
  about: 'frames',
  published: 'two a second, at most 32, fixed in the code of the experiment',
  ours: 'the same for the published data; for your own, custom.vision says it',
};
