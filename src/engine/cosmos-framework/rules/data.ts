/** What the trainer does with the data of a run. */
import { plural } from '../../../findings/amounts.ts';
import { note, toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

const PACKER = 'dataloader_train.max_sequence_length';

export const sampleLongerThanPacker = defineRule({
  id: 'sample-longer-than-packer',
  summary: 'a sample is longer than the packer, and nothing cuts it',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: 'The longest sample has more tokens than `dataloader_train.max_sequence_length`.',
    why: 'The packer passes such a sample on as it is: 50,000 tokens at a limit of 16,000 were trained on (run with 5eee9ed), so that GPU memory, not the limit, decides.',
    fix: 'Fewer frames or pixels for each clip, or leave the long samples out.',
  },
  evaluate(view) {
    const { longest } = view.context;
    const limit = view.number(PACKER);
    if (longest === undefined || limit === undefined || limit < 1 || longest.tokens <= limit) return [];
    const about = longest.exact ? '' : 'about ';
    return [
      {
        ...view.at(PACKER),
        message: `the longest sample has ${about}${longest.tokens} tokens, and the packer takes ${limit}`,
        because: 'nothing cuts it: it is passed on as it is, and GPU memory decides',
        remedy: [
          ...(view.written('custom.vision.max_pixels') === undefined
            ? []
            : [note('lower custom.vision.max_pixels or custom.vision.fps')]),
          toSet({ [PACKER]: BigInt(Math.ceil(longest.tokens / 1000) * 1000) }, '{} where memory allows it'),
        ],
        data: { tokens: longest.tokens, limit, exact: longest.exact },
      },
    ];
  },
});

/** Loader processes of each rank in the published experiments (configs/base/reasoner/experiment, 5eee9ed). */
const WORKERS = 2;

export const dataReadManyTimes = defineRule({
  id: 'data-read-many-times',
  summary: 'every loader reads all of the data, and keeps its share',
  severity: 'info',
  enforcedBy: 'nobody',
  docs: {
    what: 'The published dataset class on several ranks or loaders.',
    why: 'Each of `GPUs × loaders` streams reads the bytes of every sample and then keeps one in so many (IterableDistributor, 5eee9ed): the storage serves the data that many times.',
    fix: 'Keep the data on a local disk, or lower `dataloader_train.num_workers` by an override.',
  },
  evaluate(view) {
    const { samples, launch } = view.context;
    if (launch !== true || samples === undefined || view.written('custom.dataset.root') === undefined)
      return [];
    const told = view.override('dataloader_train.num_workers');
    const loaders = Math.max(1, told === undefined ? WORKERS : Number(told));
    const times = view.gpus * loaders;
    if (times < 4) return [];
    return [
      {
        ...view.at('custom.dataset.root'),
        message: `the data is read ${times} times over: by ${plural(loaders, 'loader')} on each of ${view.gpus} GPUs`,
        because: 'every one reads all of it and keeps its share',
        remedy: note('keep it on a local disk'),
        data: { times, loaders, gpus: view.gpus },
      },
    ];
  },
});
