/** The warm-up takes all steps. */

import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const warmupLongerThanRun = defineRule({
  id: 'warmup-longer-than-run',
  summary: 'the warm-up takes all steps',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: 'The learning rate would still be rising when the run ends.',
    why: 'A float up to 1.0 is a share of all steps, so 1.0 is the whole run while 1 is one step (policy/trainer/optm/__init__.py); a warm-up of at least the planned steps never reaches the learning rate that was asked for.',
    fix: 'Lower train.optm_warmup_steps, or train for more steps.',
  },
  evaluate(view) {
    const written = view.written('train.optm_warmup_steps');
    const value = view.number('train.optm_warmup_steps');
    const most =
      view.written('train.max_num_steps') === undefined ? undefined : view.number('train.max_num_steps');
    const steps = view.context.plannedSteps ?? (most !== undefined && most > 0 ? most : undefined);
    if (value === undefined) return [];
    const share = typeof written === 'number' && value <= 1 && view.context.engine.has('fractionalWarmup');
    if (!share && steps === undefined) return { skipped: 'the number of steps is not known' };
    if (share ? value < 1 : value < (steps ?? 0)) return [];
    return [
      {
        ...view.at('train.optm_warmup_steps'),
        message: share
          ? `warm-up ${value.toFixed(1)} is the whole run: the learning rate is reached at the last step`
          : `warm-up of ${value} steps, but the run has ${view.context.plannedSteps === undefined ? 'at most ' : ''}${steps}`,
        remedy: [
          ...(view.context.engine.has('fractionalWarmup')
            ? [toSet({ 'train.optm_warmup_steps': 0.03 }, '{} for 3 % of the run')]
            : []),
          toSet({ 'train.optm_warmup_steps': 1n }, '{} for one step'),
        ],
        data: { value, steps },
      },
    ];
  },
});
