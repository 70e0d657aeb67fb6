/** The Liger kernels without a loss. */
import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

const ON = 'policy.enable_liger_kernel';
const LOSSES = ['policy.enable_liger_cross_entropy', 'policy.enable_liger_fused_cross_entropy'];

export const ligerIncomplete = defineRule({
  id: 'liger-incomplete',
  summary: 'the Liger kernels without one of their losses',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`policy.enable_liger_kernel` is on, and neither of its two cross-entropy settings is.',
    why: 'The loss raises ValueError "Either enable_liger_cross_entropy or enable_liger_fused_cross_entropy must be True." (policy/kernel/loss.py, 0.4.4 and 0.4.7).',
    fix: 'Set policy.enable_liger_cross_entropy=true, or switch the kernels off.',
  },
  evaluate(view) {
    if (view.context.schema.get(LOSSES[0] ?? '') === undefined || !view.isSft) return [];
    if (!view.bool(ON) || LOSSES.some((key) => view.bool(key))) return [];
    return [
      {
        ...view.at(ON),
        message: '`policy.enable_liger_kernel` needs one of the two Liger losses',
        because: 'the loss raises ValueError (policy/kernel/loss.py)',
        remedy: [toSet({ 'policy.enable_liger_cross_entropy': true }), toSet({ [ON]: false })],
      },
    ];
  },
});
