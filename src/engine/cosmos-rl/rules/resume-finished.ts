/** The checkpoint to resume from has all the steps already. */
import type { Remedy } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

/** A new run on the weights that were exported at that step: they stand beside `checkpoints/` (utils/checkpoint.py, 0.4.7). */
function weightsOf(resume: string): Remedy {
  const found = /^(.*)\/checkpoints\/(step_\d+)(\/|$)/.exec(resume);
  const weights = found === null ? 'RUN/safetensors/step_N' : `${found[1]}/safetensors/${found[2]}`;
  return {
    kind: 'override',
    set: { 'policy.model_name_or_path': weights },
    remove: ['train.resume'],
    text: 'for a new run on these weights {}',
  };
}

export const resumeFinished = defineRule({
  id: 'resume-finished',
  summary: 'the checkpoint to resume from has all the steps already',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.resume` names a checkpoint at or past the last step of this run.',
    why: 'The run would train nothing, save the same step again and exit 0; the total comes from the checkpoint, so that a larger epoch does not help (policy/worker/sft_worker.py, 0.4.7).',
    fix: 'Start a new run from the exported weights, with policy.model_name_or_path="RUN/safetensors/step_N".',
  },
  evaluate(view) {
    const value = view.written('train.resume');
    const step = typeof value === 'string' ? /step_(\d+)(\/|$)/.exec(value)?.[1] : undefined;
    if (step === undefined) return [];
    const most =
      view.written('train.max_num_steps') === undefined ? undefined : view.number('train.max_num_steps');
    const last = Math.min(
      view.context.plannedSteps ?? Number.POSITIVE_INFINITY,
      most ?? Number.POSITIVE_INFINITY,
    );
    if (last === Number.POSITIVE_INFINITY) return { skipped: 'the number of steps is not known' };
    if (Number(step) < last) return [];
    return [
      {
        ...view.at('train.resume'),
        message: `the checkpoint is at step ${step}, and the run has ${last} steps`,
        because: 'nothing would be trained',
        remedy: weightsOf(value as string),
        data: { step: Number(step), last },
      },
    ];
  },
});
