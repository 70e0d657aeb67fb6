/** A validation batch that the held-out samples do not fill. */
import { plural } from '../../../findings/amounts.ts';
import { toSet } from '../../../findings/remedy.ts';
import { dataRanks } from '../placement.ts';
import { type ConfigView, defineRule } from '../rule.ts';

const SIZE = 'train.train_policy.dataset.test_size';

/** Samples that are held out of the training data for validation, where that can be known. */
function heldOut(view: ConfigView): number | undefined {
  if ((view.text('validation.dataset.name') ?? '') !== '') return undefined;
  const size = view.effective(SIZE);
  const rows = view.context.samples;
  if (typeof size === 'bigint') return Math.max(1, Number(size));
  if (rows === undefined || view.context.script !== 'none') return undefined;
  return Math.floor(rows * (typeof size === 'number' ? size : 0.1));
}

export const validationBatchTooLarge = defineRule({
  id: 'validation-batch-too-large',
  summary: 'a validation batch that the held-out samples do not fill',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: 'Validation is on, and fewer samples are held out than one validation batch on all data-parallel ranks.',
    why: 'The validation loader drops incomplete batches like the training one (dataloader_drop_last, default true from 0.3.9), and an empty loader reports a loss of 0 (policy/worker/sft_worker.py). validation.batch_size missing means train.train_batch_per_replica.',
    fix: 'Lower validation.batch_size, or hold out more samples.',
  },
  evaluate(view) {
    if (!view.context.engine.has('validationBatch') || !view.isSft) return [];
    const samples = view.bool('validation.enable') ? heldOut(view) : undefined;
    if (samples === undefined || !view.bool('train.train_policy.dataloader_drop_last')) return [];
    const batch = view.number('validation.batch_size') ?? view.number('train.train_batch_per_replica') ?? 8;
    const ranks = dataRanks(view.config);
    if (batch < 1 || samples >= batch * ranks) return [];
    return [
      {
        ...view.at('validation.batch_size'),
        message: `${samples} samples are held out, fewer than one validation batch of ${batch} on ${plural(ranks, 'rank')}`,
        because: 'incomplete batches are dropped, and a validation without batches reports a loss of 0',
        remedy:
          samples >= ranks
            ? toSet({ 'validation.batch_size': BigInt(Math.floor(samples / ranks)) })
            : toSet({ [SIZE]: BigInt(batch * ranks) }, 'hold out more samples: {}'),
        data: { samples, batch, ranks },
      },
    ];
  },
});
