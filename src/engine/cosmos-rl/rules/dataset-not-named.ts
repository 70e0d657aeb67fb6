/** A run without an entry script that does not say what to train on. */
import { note, toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

const DATASET = 'train.train_policy.dataset';

export const datasetNotNamed = defineRule({
  id: 'dataset-not-named',
  summary: 'a run without an entry script that does not say what to train on',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'There is no entry script, and `train.train_policy.dataset` lacks a name or a split.',
    why: 'Without a dataset from a script the workers load dataset.name and take dataset.split of it, whose default is the empty text: KeyError after the model was loaded (policy/worker/sft_worker.py, 0.4.7). A script replaces both.',
    fix: 'Give the entry script (--script), or set the name and the split.',
  },
  evaluate(view) {
    const { script } = view.context;
    if (!view.isSft) return [];
    const name = view.text(`${DATASET}.name`) ?? '';
    const split = view.written(`${DATASET}.split`);
    const splits = (Array.isArray(split) ? split : [split]).filter(
      (each) => each !== undefined && each !== '',
    );
    if (name !== '' && splits.length > 0) return [];
    if (script === undefined && name === '')
      return { skipped: 'no entry script was named (--script PATH, or none)' };
    if (script !== undefined && script !== 'none') return [];
    const missing = name === '' ? 'name' : 'split';
    return [
      {
        ...view.at(`${DATASET}.${missing}`),
        severity: script === undefined ? ('warning' as const) : ('error' as const),
        message: `the dataset has no ${missing}, which a run without an entry script needs`,
        because:
          missing === 'split'
            ? 'the workers look up the split "" and end with KeyError'
            : 'the workers have nothing to load',
        remedy: [
          missing === 'split'
            ? toSet({ [`${DATASET}.split`]: 'train' })
            : toSet({ [`${DATASET}.name`]: 'ORGANISATION/NAME', [`${DATASET}.split`]: 'train' }),
          note('give the entry script that brings the data: --script PATH'),
        ],
        data: { missing },
      },
    ];
  },
});
