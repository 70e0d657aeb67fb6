/** Low-precision settings that are not implemented, or exclude each other. */

import type { FindingDraft } from '../../../findings/finding.ts';
import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const fp8Unsupported = defineRule({
  id: 'fp8-unsupported',
  summary: 'low-precision settings that are not implemented',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'FP8 or FP4 training is on with the delayed scaling recipe, or both are on.',
    why: '"delayed_scaling" is a documented choice that raises NotImplementedError (policy/kernel/fp8.py, utils/fp8_util.py); with both on, FP8 wins and FP4 is ignored.',
    fix: 'Use "dynamic_scaling", and one of the two.',
  },
  evaluate(view) {
    const delayed = ['fp8', 'fp4'].flatMap((kind): FindingDraft[] => {
      const key = `train.${kind}.${kind}_recipe`;
      if (!view.bool(`train.${kind}.enable_${kind}`) || view.text(key) !== 'delayed_scaling') return [];
      return [
        {
          ...view.at(key),
          message: `\`${key} = "delayed_scaling"\` is not implemented`,
          because: 'the engine raises NotImplementedError while the model is built',
          remedy: toSet({ [key]: 'dynamic_scaling' }),
          fix: [{ op: 'set', key, value: 'dynamic_scaling' }],
        },
      ];
    });
    const both = view.bool('train.fp8.enable_fp8') && view.bool('train.fp4.enable_fp4');
    return both
      ? [
          ...delayed,
          {
            ...view.at('train.fp4.enable_fp4'),
            severity: 'warning' as const,
            message: 'FP8 and FP4 are both on: FP8 wins, FP4 is ignored',
            remedy: toSet({ 'train.fp4.enable_fp4': false }),
          },
        ]
      : delayed;
  },
});
