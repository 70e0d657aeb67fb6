/** Departures that many recipes share, so that each reason is written once. */
import type { Departure, Remark } from '../src/recipe/recipe.ts';

/** Published with a fixed redis port. */
export const ownRedis: Departure = {
  key: 'redis',
  upstream: '12800',
  ours: 'a free port of its own per run',
  why: 'two runs that share a redis end each other (seen on GPUs with 0.4.7)',
};

/** Published with Weights & Biases switched on. */
export const consoleOnly: Departure = {
  key: 'logging.logger',
  upstream: ['console', 'wandb'],
  why: 'an unattended run must not need a login; add wandb with logging.logger=["console","wandb"]',
};

/** Published with resume = true. */
export const freshStart: Departure = {
  key: 'train.resume',
  upstream: true,
  why: 'true takes any sibling run with a higher step, and up to 0.4.6 deletes checkpoints made on another number of GPUs',
};

/** Published with a key that no known version of the engine has. */
export const noRotateMethod: Departure = {
  key: 'policy.parallelism.cp_rotate_method',
  upstream: 'allgather',
  why: 'no known engine version has this key',
};

/** Published with a folder for the results. */
export function ownOutput(upstream: string): Departure {
  return {
    key: 'train.output_dir',
    upstream,
    ours: 'a new folder per run',
    why: 'runs that share a folder resume from, and delete, each other; choose the parent with --output',
  };
}

/** Published with a placeholder or the author's own path; `--dataset` or an override says where the data is. */
export function yourData(key: string, upstream: string, flag = '--dataset'): Departure {
  return { key, upstream, ours: `yours: ${flag}`, why: 'the data is where you put it' };
}

/** Published with validation settings under their names up to 0.3.2. */
export function oldValidation(enable: boolean, freq?: bigint, batch?: bigint): readonly Departure[] {
  const why = 'the engine moved this key in 0.3.3 and drops the old one without a word';
  const pairs = [
    ['validation.enable', 'train.enable_validation', enable],
    ['validation.freq', 'train.validation_step', freq],
    ['validation.batch_size', 'train.validation_batch_per_replica', batch],
  ] as const;
  return pairs.flatMap(([now, old, value]): Departure[] =>
    value === undefined
      ? []
      : [
          { key: now, upstream: null, why },
          { key: old, upstream: value, why },
        ],
  );
}

/** A value that the published script fixed or computed, where ours reads it from the config. */
export function fromScript(key: string, what: string): Departure {
  return {
    key,
    upstream: null,
    why: `${what} in the published script; here it can be seen, checked and changed`,
  };
}

/** The lower bound of a frame that a small max_pixels needs. */
export const lowMinPixels: Departure = {
  key: 'custom.vision.min_pixels',
  upstream: null,
  why: 'qwen-vl-utils 0.0.14 stops at the first clip if max_pixels is below its default lower bound, 100352 pixels; 0.0.11 did not',
};

/** The published LLaVA scripts read the first question and its answer, and no roles. */
export const allTurns: Remark = {
  about: 'turns',
  published: 'the first two turns of an item, whoever speaks; the rest is dropped without a word',
  ours: 'every question and answer, checked to come in turn; a system turn of the item before system_prompt',
};
