/** Settings of a decay that does not take place. */
import { toRemove, toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const decayWithoutType = defineRule({
  id: 'decay-without-type',
  summary: 'settings of a learning-rate decay that does not take place',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.optm_decay_ratio` or `train.optm_min_lr_factor` is set while the decay is off, or the decay is on with a ratio of 0.',
    why: 'Without optm_decay_type, or with a ratio of 0, the learning rate stays constant after the warm-up (policy/trainer/optm/__init__.py, 0.4.7).',
    fix: 'Set train.optm_decay_type="cosine", or remove the other keys.',
  },
  evaluate(view) {
    const type = view.effective('train.optm_decay_type');
    const off = type === null || type === undefined || type === 'none';
    const ratio =
      view.written('train.optm_decay_ratio') === undefined
        ? undefined
        : view.number('train.optm_decay_ratio');
    if (!off && ratio === 0)
      return [
        {
          ...view.at('train.optm_decay_ratio'),
          message: `optm_decay_ratio 0 means no decay, although optm_decay_type is "${String(type)}"`,
          remedy: {
            ...toRemove('train.optm_decay_ratio'),
            text: '{} to decay over all steps after the warm-up',
          },
          fix: [{ op: 'remove', key: 'train.optm_decay_ratio' }],
        },
      ];
    if (!off || type === 'none') return [];
    const factor = view.number('train.optm_min_lr_factor') ?? 0;
    const set = [
      ...(ratio !== undefined && ratio > 0 ? ['train.optm_decay_ratio'] : []),
      ...(view.written('train.optm_min_lr_factor') !== undefined && factor > 0
        ? ['train.optm_min_lr_factor']
        : []),
    ];
    return set.map((key) => ({
      ...view.at(key),
      message: `\`${key}\` has no effect: no optm_decay_type is set, so that the learning rate stays constant`,
      remedy: [toSet({ 'train.optm_decay_type': 'cosine' }), toRemove(key)],
      data: { key },
    }));
  },
});
