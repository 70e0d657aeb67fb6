/** A number with which the engine cannot run. */
import { atLeast } from '../../engine/versions.ts';
import { defineRule } from '../rule.ts';

const LEAST: ReadonlyArray<readonly [key: string, least: number]> = [
  ['train.epoch', 1],
  ['train.train_batch_per_replica', 1],
  ['train.train_policy.mini_batch', 1],
  ['train.max_num_steps', 1],
  ['train.ckpt.save_freq', 1],
  ['train.ckpt.max_keep', 2],
  ['train.validation_step', 1],
  ['validation.freq', 1],
  ['validation.batch_size', 1],
  ['policy.model_max_length', 1],
  ['policy.lora.r', 1],
  ['policy.parallelism.tp_size', 1],
  ['policy.parallelism.cp_size', 1],
  ['policy.parallelism.pp_size', 1],
  ['policy.parallelism.ep_size', 1],
  ['policy.parallelism.dp_shard_size', 1],
  ['policy.parallelism.dp_replicate_size', 1],
  ['policy.parallelism.n_init_replicas', 1],
];

export const numberOutOfRange = defineRule({
  id: 'number-out-of-range',
  summary: 'a number with which the engine cannot run',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A count, size or frequency is zero or negative where it must be at least one.',
    why: 'Most of these are not validated: validation.freq = 0 divides by zero in training, epoch = 0 trains nothing (policy/worker/sft_worker.py, 0.4.7). max_keep = -1 deletes every checkpoint up to 0.3.9.',
    fix: 'Set it to a value in the range given.',
  },
  evaluate(view) {
    const { engine } = view.context;
    const found = LEAST.flatMap(([key, least]) => {
      const value = view.written(key) === undefined ? undefined : view.number(key);
      if (value === undefined || value >= least) return [];
      if (key === 'train.ckpt.max_keep' && value === -1 && atLeast(engine.version, '0.4.0')) return [];
      if (key === 'policy.parallelism.dp_shard_size' && value === -1) return [];
      return [
        {
          ...view.at(key),
          message: `\`${key}\` is ${value}, but must be at least ${least}`,
          because: 'the engine fails or trains nothing with it',
          help: `${key}=${least}`,
          data: { key, value, least },
        },
      ];
    });
    return found;
  },
});
