/** A run of few steps with the memory of the whole one: what a rehearsal sets. */
import { asNumber, getValue, splitKey, type TomlTable, type TomlValue } from '../../config/value.ts';
import type { SmallRun } from '../planning.ts';
import { dataRanks } from './placement.ts';

/** Passes of a step: from two on, gradients are there while a loss is computed, as in the run itself. */
const PASSES = 2;
const STEPS = 3;

/** The small run of `config` for so many training samples; a dataset smaller than the batch would make no step at all. */
export function smallRunOf(config: TomlTable, train: number): SmallRun {
  const number = (key: string, standard: number) => asNumber(getValue(config, splitKey(key))) ?? standard;
  const on = (key: string) => getValue(config, splitKey(key)) === true;
  const whole = number('train.train_batch_per_replica', 1);
  const miniBatch = Math.min(number('train.train_policy.mini_batch', 1), whole);
  const ranks = dataRanks(config);
  const there = Math.floor(train / (ranks * miniBatch));
  const batch = miniBatch * Math.max(1, Math.min(PASSES, Math.floor(whole / miniBatch), there));
  const old = on('train.enable_validation');
  const validates = old || on('validation.enable');
  const frequency: Record<string, TomlValue> = validates
    ? { [old ? 'train.validation_step' : 'validation.freq']: BigInt(STEPS) }
    : {};
  return {
    batch,
    miniBatch,
    ranks,
    steps: STEPS,
    saves: STEPS - 1,
    validates,
    settings: (steps) => ({
      'train.train_batch_per_replica': BigInt(batch),
      'train.epoch': BigInt(STEPS + 2),
      'train.max_num_steps': BigInt(steps),
      'train.ckpt.enable_checkpoint': true,
      // A checkpoint keeps its total of steps (policy/worker/sft_worker.py, 0.4.7): the resume needs one from before the last.
      'train.ckpt.save_freq': BigInt(STEPS - 1),
      ...frequency,
    }),
  };
}
