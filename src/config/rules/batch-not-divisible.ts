/** Mini_batch does not divide the batch. */
import { defineRule } from '../rule.ts';

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

export const batchNotDivisible = defineRule({
  id: 'batch-not-divisible',
  summary: 'mini_batch does not divide the batch',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.train_batch_per_replica` is not a multiple of `train.train_policy.mini_batch`.',
    why: 'The workers assert it before they register (policy/worker/base.py check_config, 0.4.7), and the launcher then hangs for ever: seen on a GPU.',
    fix: 'Make the batch a multiple of mini_batch.',
  },
  evaluate(view) {
    const batch = view.number('train.train_batch_per_replica');
    const mini = view.number('train.train_policy.mini_batch');
    if (batch === undefined || mini === undefined) return [];
    if (mini >= 1 && batch >= 1 && batch % mini === 0) return [];
    return [
      {
        ...view.at('train.train_policy.mini_batch'),
        message: `train_batch_per_replica ${batch} is not a multiple of mini_batch ${mini}`,
        because:
          'the workers fail an assertion before they register, and the launcher hangs (seen with 0.4.7)',
        help: `for example train.train_policy.mini_batch=${mini >= 1 && batch >= 1 ? gcd(batch, mini) : 1}`,
        data: { batch, mini },
      },
    ];
  },
});
