/** A number with which the engine cannot run. */
import { toSet } from '../../../findings/remedy.ts';
import { type ConfigView, defineRule } from '../rule.ts';

/** When a number is read at all; where it is not, it does no harm yet. */
interface Use {
  readonly when: (view: ConfigView) => boolean;
  /** Completes "it does harm as soon as …". */
  readonly words: string;
}

/** A key that the engine does not check, and the least value that works. */
type Bound = readonly [key: string, least: number, use?: Use];

const LOADERS = 'train.train_policy.dataloader_num_workers';

const VALIDATION: Use = {
  when: (view) => view.bool('validation.enable') || view.bool('train.enable_validation'),
  words: 'validation is on',
};
const RL: Use = { when: (view) => view.trainer === 'grpo', words: 'the run is one of GRPO' };
const WORKERS: Use = {
  when: (view) => (view.number(LOADERS) ?? 0) > 0,
  words: `${LOADERS} is above 0`,
};
const REPLICAS: Use = {
  when: (view) => (view.number('policy.parallelism.n_init_replicas') ?? 1) > 1,
  words: 'there are several replicas',
};

const LEAST: readonly Bound[] = [
  ['train.epoch', 1],
  ['train.train_batch_per_replica', 1],
  ['train.train_policy.mini_batch', 1],
  ['train.train_policy.dataloader_prefetch_factor', 1, WORKERS],
  ['train.train_policy.dataloader_batch_size', 1, REPLICAS],
  ['train.sync_weight_interval', 1, RL],
  ['train.validation_step', 1, VALIDATION],
  ['train.validation_batch_per_replica', 1, VALIDATION],
  ['validation.freq', 1, VALIDATION],
  ['validation.batch_size', 1, VALIDATION],
  ['policy.model_max_length', 1],
  ['policy.lora.r', 1],
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
    why: 'Most of these are not validated: validation.freq = 0 divides by zero in training, epoch = 0 trains nothing (policy/worker/sft_worker.py, 0.4.7). What the Config itself refuses is told by engine-rejects.',
    fix: 'Set it to a value in the range given.',
  },
  evaluate(view) {
    return LEAST.flatMap(([key, least, use]) => {
      const value = view.written(key) === undefined ? undefined : view.number(key);
      if (value === undefined || value >= least) return [];
      const idle = use !== undefined && !use.when(view);
      return [
        {
          ...view.at(key),
          ...(idle ? { severity: 'warning' as const } : {}),
          message: `\`${key}\` is ${value}, but must be at least ${least}`,
          because: idle
            ? `it does harm as soon as ${use.words}`
            : 'the engine fails or trains nothing with it',
          remedy: toSet({ [key]: BigInt(least) }),
          data: { key, value, least },
        },
      ];
    });
  },
});
