/** The run would train nothing. */

import { note, type Remedy, toSet } from '../../../findings/remedy.ts';
import { dataRanks } from '../placement.ts';
import { type ConfigView, defineRule } from '../rule.ts';

/** The largest batch that gives a step, with a mini_batch that divides it. */
function smaller(view: ConfigView, samples: number, batch: number): Remedy {
  const most = Math.min(batch, Math.floor(samples / dataRanks(view.config)));
  if (most < 1) return note('add data, or use fewer GPUs');
  const mini = view.number('train.train_policy.mini_batch') ?? 2;
  const fits = mini >= 1 && most % mini === 0;
  return toSet(
    {
      'train.train_batch_per_replica': BigInt(most),
      ...(fits ? {} : { 'train.train_policy.mini_batch': 1n }),
    },
    '{}, or add data',
  );
}

export const noSteps = defineRule({
  id: 'no-steps',
  summary: 'the run would train nothing',
  severity: 'error',
  category: 'data',
  enforcedBy: 'nobody',
  docs: {
    what: 'The dataset is smaller than one global batch, so an epoch has no step.',
    why: 'With dataloader_drop_last (default true from 0.3.9) incomplete batches are dropped; the engine then exports the untrained weights as safetensors/step_0, crashes and exits 0: seen on a GPU.',
    fix: 'Lower train.train_batch_per_replica, add data, or use fewer GPUs.',
  },
  evaluate(view) {
    const { samples, plannedSteps } = view.context;
    if (plannedSteps === undefined) return { skipped: 'the number of samples is not known' };
    if (plannedSteps > 0) return [];
    const batch = view.number('train.train_batch_per_replica') ?? 8;
    return [
      {
        ...view.at('train.train_batch_per_replica'),
        message: `${samples} training samples give 0 steps with a batch of ${batch} per GPU`,
        because: 'the engine would export untrained weights, crash and exit 0',
        remedy: smaller(view, samples ?? 0, batch),
        data: { samples, batch },
      },
    ];
  },
});
