/** The run would train nothing. */
import { defineRule } from '../rule.ts';

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
        help: 'lower train.train_batch_per_replica (and mini_batch), or add data',
        data: { samples, batch },
      },
    ];
  },
});
