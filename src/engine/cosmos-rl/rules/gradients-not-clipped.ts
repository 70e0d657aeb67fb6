/** Gradient clipping that is switched off. */
import { note, toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const gradientsNotClipped = defineRule({
  id: 'gradients-not-clipped',
  summary: 'gradient clipping that is switched off',
  severity: 'info',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.optm_grad_norm_clip` is 0, or below 0.',
    why: 'A clip of 0 is how people switch clipping off; below 0 it is off as well, which hardly anyone means: gradients are measured and never clipped (policy/trainer/llm_trainer/sft_trainer.py, `return_norm_only`).',
    fix: 'Set it above 0 to clip, for example 1.0; or leave it, if you mean it.',
  },
  evaluate(view) {
    const key = 'train.optm_grad_norm_clip';
    const value = view.written(key) === undefined ? undefined : view.number(key);
    if (value === undefined || value > 0) return [];
    return [
      {
        ...view.at(key),
        severity: value === 0 ? 'info' : 'warning',
        message: `\`${key}\` is ${value}: gradients are measured and never clipped`,
        because: 'policy/trainer/llm_trainer/sft_trainer.py, `return_norm_only`',
        remedy: [toSet({ [key]: 1 }, '{} to clip them'), note('leave it, if that is what you mean')],
      },
    ];
  },
});
