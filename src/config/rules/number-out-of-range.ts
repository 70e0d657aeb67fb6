/** A number with which the engine cannot run. */
import { type ConfigView, defineRule } from '../rule.ts';

/** A key that the engine does not check, the least value that works, and when the key is read at all. */
type Bound = readonly [key: string, least: number, read?: (view: ConfigView) => boolean];

const validates = (view: ConfigView) =>
  view.bool('validation.enable') || view.bool('train.enable_validation');

const LEAST: readonly Bound[] = [
  ['train.epoch', 1],
  ['train.train_batch_per_replica', 1],
  ['train.train_policy.mini_batch', 1],
  ['train.sync_weight_interval', 1, (view) => view.trainer === 'grpo'],
  ['train.validation_step', 1, validates],
  ['train.validation_batch_per_replica', 1, validates],
  ['validation.freq', 1],
  ['validation.batch_size', 1],
  ['policy.model_max_length', 1],
  ['policy.lora.r', 1],
  ['policy.parallelism.dp_replicate_size', 1],
  ['policy.parallelism.n_init_replicas', 1],
];

/** Validation that is off is not run, so that its numbers do no harm yet. */
const OFF = (view: ConfigView, key: string) => key.startsWith('validation.') && !validates(view);

export const numberOutOfRange = defineRule({
  id: 'number-out-of-range',
  summary: 'a number with which the engine cannot run',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A count, size or frequency is zero or negative where it must be at least one.',
    why: 'Most of these are not validated: validation.freq = 0 divides by zero in training, epoch = 0 trains nothing (policy/worker/sft_worker.py, 0.4.7). What the Config itself refuses is told by engine-rejects.',
    fix: 'Set it to a value in the range given.',
  },
  evaluate(view) {
    return LEAST.flatMap(([key, least, read]) => {
      const value = view.written(key) === undefined ? undefined : view.number(key);
      if (value === undefined || value >= least || read?.(view) === false) return [];
      return [
        {
          ...view.at(key),
          ...(OFF(view, key) ? { severity: 'warning' as const } : {}),
          message: `\`${key}\` is ${value}, but must be at least ${least}`,
          because: OFF(view, key)
            ? 'it does harm as soon as validation.enable is true'
            : 'the engine fails or trains nothing with it',
          help: `${key}=${least}`,
          data: { key, value, least },
        },
      ];
    });
  },
});
