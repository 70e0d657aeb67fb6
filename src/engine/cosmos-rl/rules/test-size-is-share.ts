/** A test_size that takes nearly everything, or nothing. */
import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

const KEY = 'train.train_policy.dataset.test_size';

export const testSizeIsShare = defineRule({
  id: 'test-size-is-share',
  summary: 'a test_size that takes nearly all samples, or cannot be taken',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.train_policy.dataset.test_size` is a float of 1.0 or more, or negative.',
    why: 'An integer is a number of samples, a float a share of them (utils/util.py split_train_n_val_dataset): 1 is one sample, 1.0 all of them.',
    fix: 'Write a whole number of samples, or a share below 1.0.',
  },
  evaluate(view) {
    const value = view.written(KEY) === undefined ? undefined : view.effective(KEY);
    const wrong =
      typeof value === 'bigint' ? value < 0n : typeof value === 'number' && (value < 0 || value >= 1);
    if (!wrong) return [];
    return [
      {
        ...view.at(KEY),
        message: `\`${KEY}\` is ${typeof value === 'number' ? value.toFixed(1) : value}, which leaves no samples to train on or cannot be taken`,
        because: 'a float is a share of the samples, an integer their number',
        remedy: toSet({
          [KEY]: typeof value === 'number' && value >= 1 && value < 1e9 ? BigInt(Math.round(value)) : 0.1,
        }),
        data: { value: String(value) },
      },
    ];
  },
});
