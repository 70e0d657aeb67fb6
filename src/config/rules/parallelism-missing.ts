/** A parallelism key that launcher and workers default differently. */
import { defineRule } from '../rule.ts';

const NEEDED = [
  ['policy.parallelism.tp_size', '1'],
  ['policy.parallelism.dp_shard_size', '1'],
  ['train.train_policy.type', '"sft"'],
] as const;

export const parallelismMissing = defineRule({
  id: 'parallelism-missing',
  summary: 'a parallelism key that launcher and workers default differently',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A key is missing for which the launcher and the workers assume different values.',
    why: 'Without `tp_size` the launcher starts 1 worker while the worker expects 2 and fails before it registers: the launcher hangs. Without `type = "sft"` the launcher plans a rollout replica beside the training (launcher/launch_all.py, 0.4.7; seen on a GPU).',
    fix: 'Write the key.',
  },
  evaluate(view) {
    return NEEDED.flatMap(([key, value]) =>
      view.written(key) === undefined
        ? [
            {
              ...view.at(key),
              message: `\`${key}\` is missing, and the launcher assumes another value for it than the workers`,
              because: 'the launcher hangs or starts more than was asked for',
              help: `${key}=${value}`,
              data: { key },
            },
          ]
        : [],
    );
  },
});
