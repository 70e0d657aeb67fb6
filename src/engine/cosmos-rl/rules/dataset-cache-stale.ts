/** A cache of processed samples that outlives what they were made with. */
import { note, toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

const KEY = 'train.train_policy.enable_dataset_cache';

export const datasetCacheStale = defineRule({
  id: 'dataset-cache-stale',
  summary: 'the dataset cache may serve samples of an earlier run',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.train_policy.enable_dataset_cache` is on.',
    why: 'The engine keeps processed samples under COSMOS_CACHE (~/.cache/cosmos), in a folder that is named after dataset.name and [train.train_policy] alone (policy/worker/sft_worker.py, 0.4.7). After a change of the data, of fps, nframes or pixels under [custom], or of the model, the old samples are trained on without a word.',
    fix: 'Switch it off, or give `train.train_policy.dataset.name` another value with every change of data, model or vision settings.',
  },
  evaluate(view) {
    if (view.context.schema.get(KEY) === undefined || !view.bool(KEY)) return [];
    return [
      {
        ...view.at(KEY),
        message:
          'the dataset cache may serve the samples of an earlier run: a change of fps, nframes or pixels does not renew it',
        because:
          'it lies under COSMOS_CACHE (~/.cache/cosmos), named after dataset.name and [train.train_policy] alone (policy/worker/sft_worker.py, 0.4.7)',
        remedy: [
          toSet({ [KEY]: false }),
          note(
            'give `train.train_policy.dataset.name` another value with every change of data, model or vision settings',
          ),
        ],
      },
    ];
  },
});
