/** Freeze_pattern and trainable_pattern together. */

import { toRemove } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const freezeAndTrainablePattern = defineRule({
  id: 'freeze-and-trainable-pattern',
  summary: 'freeze_pattern and trainable_pattern together',
  severity: 'error',
  enforcedBy: 'engine',
  docs: {
    what: '`policy.freeze_pattern` and `policy.trainable_pattern` are both set.',
    why: 'The engine asserts that only one is (policy/config/__init__.py, from 0.4.0).',
    fix: 'Remove one of them.',
  },
  evaluate(view) {
    const both = ['policy.freeze_pattern', 'policy.trainable_pattern'].every(
      (key) => view.written(key) !== undefined,
    );
    if (!both || !view.context.engine.has('trainablePattern')) return [];
    return [
      {
        ...view.at('policy.trainable_pattern'),
        message: '`policy.freeze_pattern` and `policy.trainable_pattern` cannot be used together',
        remedy: [toRemove('policy.freeze_pattern'), toRemove('policy.trainable_pattern')],
      },
    ];
  },
});
