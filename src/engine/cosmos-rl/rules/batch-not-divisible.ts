/** Mini_batch does not divide the batch. */

import { toSet } from '../../../findings/remedy.ts';
import { type ConfigView, defineRule } from '../rule.ts';

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** What the batch must be a multiple of: mini_batch, for GRPO times dp_shard_size (policy/worker/base.py check_config). */
function divisor(view: ConfigView): { readonly by: number; readonly words: string } | undefined {
  const mini = view.number('train.train_policy.mini_batch');
  if (mini === undefined || view.trainer === 'sft' || view.overruled)
    return mini === undefined ? undefined : { by: mini, words: `mini_batch ${mini}` };
  // From 0.4.7 a trainer of a plugin may bring its own batching contract.
  const own = view.text('train.train_policy.trainer_type') ?? 'grpo';
  if (own !== 'grpo' && view.context.engine.has('pluginBatching')) return undefined;
  const shard = view.number('policy.parallelism.dp_shard_size') ?? 1;
  return shard < 1 ? undefined : { by: mini * shard, words: `mini_batch ${mini} × dp_shard_size ${shard}` };
}

export const batchNotDivisible = defineRule({
  id: 'batch-not-divisible',
  summary: 'mini_batch does not divide the batch',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.train_batch_per_replica` is not a multiple of `train.train_policy.mini_batch` (for GRPO: of mini_batch × dp_shard_size).',
    why: 'The workers assert it before they register (policy/trainer/__init__.py, 0.2.6; policy/worker/base.py check_config, 0.3.9 to 0.4.7), and the launcher then hangs for ever: seen on a GPU.',
    fix: 'Make the batch a multiple of mini_batch.',
  },
  evaluate(view) {
    const batch = view.number('train.train_batch_per_replica');
    const least = divisor(view);
    if (batch === undefined || least === undefined) return [];
    if (least.by >= 1 && batch >= 1 && batch % least.by === 0) return [];
    const mini = least.by >= 1 && batch >= 1 && view.trainer === 'sft' ? gcd(batch, least.by) : 1;
    return [
      {
        ...view.at('train.train_policy.mini_batch'),
        message: `train_batch_per_replica ${batch} is not a multiple of ${least.words}`,
        because:
          'the workers fail an assertion before they register, and the launcher hangs (seen with 0.4.7)',
        remedy: toSet({ 'train.train_policy.mini_batch': BigInt(mini) }, 'for example {}'),
        ...(view.trainer === 'sft' && batch >= 1 && least.by >= 1
          ? { fix: [{ op: 'set' as const, key: 'train.train_policy.mini_batch', value: BigInt(mini) }] }
          : {}),
        data: { batch, by: least.by },
      },
    ];
  },
});
