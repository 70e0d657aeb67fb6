/** Validation on a part of the training data. */

import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const validationFromTrainingData = defineRule({
  id: 'validation-from-training-data',
  summary: 'validation takes its samples from the training data',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: 'Validation is on, no validation dataset is named, and there is no entry script that brings one.',
    why: 'The workers then hold out dataset.test_size of the training data, a tenth by default: the first samples of a torch dataset, the last of a Hugging Face one (utils/util.py split_train_n_val_dataset).',
    fix: 'Name validation.dataset.name and split, or set train.train_policy.dataset.test_size on purpose.',
  },
  evaluate(view) {
    const on = view.bool(
      view.context.engine.has('validationTable') ? 'validation.enable' : 'train.enable_validation',
    );
    if (!on || !view.isSft || view.context.script !== 'none') return [];
    if ((view.text('validation.dataset.name') ?? '') !== '') return [];
    if (view.written('train.train_policy.dataset.test_size') !== undefined) return [];
    return [
      {
        ...view.at('validation.enable'),
        message:
          'validation is on without a dataset of its own: a tenth of the training data is held out for it',
        remedy: [
          toSet({ 'train.train_policy.dataset.test_size': 0.1 }, '{} to say so'),
          toSet(
            { 'validation.dataset.name': 'ORGANISATION/NAME', 'validation.dataset.split': 'test' },
            '{} for a dataset of its own',
          ),
        ],
      },
    ];
  },
});
