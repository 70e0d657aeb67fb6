/** A fractional warm-up on an engine that takes whole steps. */

import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const warmupFractionUnsupported = defineRule({
  id: 'warmup-fraction-unsupported',
  summary: 'a fractional warm-up on an engine that takes whole steps',
  severity: 'error',
  enforcedBy: 'engine',
  docs: {
    what: '`train.optm_warmup_steps` is a fraction, but the engine version takes whole steps.',
    why: '0.2.6 declares an int and rejects 0.03 (int_from_float); fractions came with 0.2.9.',
    fix: 'Give the number of steps, or use a newer engine.',
  },
  evaluate(view) {
    const value = view.written('train.optm_warmup_steps');
    if (typeof value !== 'number' || Number.isInteger(value) || view.context.engine.has('fractionalWarmup'))
      return [];
    const steps = view.context.plannedSteps;
    return [
      {
        ...view.at('train.optm_warmup_steps'),
        message: `cosmos-rl ${view.context.engine.version} takes whole warm-up steps, not the fraction ${value}`,
        remedy: toSet({
          'train.optm_warmup_steps': BigInt(
            steps === undefined || !Number.isFinite(value) ? 20 : Math.floor(steps * value),
          ),
        }),
        data: { value },
      },
    ];
  },
});
