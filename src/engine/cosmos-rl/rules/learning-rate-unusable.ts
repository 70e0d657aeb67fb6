/** A number that the optimizer does not take, or hardly anyone means. */

import type { FindingDraft } from '../../../findings/finding.ts';
import { toSet } from '../../../findings/remedy.ts';
import { type ConfigView, defineRule } from '../rule.ts';

/** Rates above this diverge in every fine-tune of a pretrained model that is known. */
const HIGH = 1e-2;

/** The written rates with their keys; the engine takes a number, a list, or a table by module. */
function rates(view: ConfigView): ReadonlyArray<readonly [key: string, value: number]> {
  if (view.written('train.optm_lr') === undefined) return [];
  const value = view.effective('train.optm_lr');
  if (typeof value === 'number') return [['train.optm_lr', value]];
  if (Array.isArray(value)) return value.map((each) => ['train.optm_lr', Number(each)] as const);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).map((each) => ['train.optm_lr', Number(each)] as const);
}

export const learningRateUnusable = defineRule({
  id: 'learning-rate-unusable',
  summary: 'a learning rate that does not work',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A learning rate is negative, not a number, zero, or far above what fine-tunes use.',
    why: 'The Config takes any number (executed: -1.0 and nan), torch.optim raises ValueError for negative ones, zero trains nothing, and a rate far above any fine-tune of a pretrained model ends in nan.',
    fix: 'Use a rate between about 1e-7 and 1e-3.',
  },
  evaluate(view) {
    return rates(view).flatMap(([key, value]): FindingDraft[] => {
      const data = { key, value };
      if (!(value >= 0) || value === Number.POSITIVE_INFINITY)
        return [
          {
            ...view.at(key),
            message: `the learning rate is ${value}, which no optimizer takes`,
            because: 'torch.optim raises ValueError when the optimizer is built',
            remedy: toSet({ [key]: 1e-6 }, 'for example {}'),
            data,
          },
        ];
      if (value === 0)
        return [
          {
            ...view.at(key),
            severity: 'warning',
            message: 'the learning rate is 0: nothing would be trained',
            remedy: toSet({ [key]: 1e-6 }, 'for example {}'),
            data,
          },
        ];
      if (value >= HIGH)
        return [
          {
            ...view.at(key),
            severity: 'warning',
            message: `the learning rate ${value} is far above what fine-tunes use`,
            because:
              'the loss would most likely become nan, and the engine exits 0 all the same (seen on a GPU)',
            remedy: toSet({ [key]: 1e-6 }, 'for example {}; the minus counts'),
            data,
          },
        ];
      return [];
    });
  },
});
