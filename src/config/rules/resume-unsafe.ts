/** Resume = true picks or deletes what nobody named. */
import { defineRule } from '../rule.ts';

export const resumeUnsafe = defineRule({
  id: 'resume-unsafe',
  summary: 'resume = true picks or deletes what nobody named',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.resume` is true instead of the path of a checkpoint.',
    why: 'The engine takes the highest step of any sibling run; up to 0.4.6 it first deletes every checkpoint it takes for incomplete, e.g. those made on another number of GPUs (utils/checkpoint.py).',
    fix: 'Name the checkpoint: train.resume="<run>/checkpoints/step_N/policy".',
  },
  evaluate(view) {
    const value = view.written('train.resume');
    if (value !== true && value !== 1n && value !== 'true' && value !== 'None') return [];
    const text = typeof value === 'string';
    return [
      {
        ...view.at('train.resume'),
        message: text
          ? `\`train.resume\` is the text "${value}", which the engine takes for a path`
          : '`train.resume = true` resumes from whatever run beside this one has the highest step',
        because: 'up to 0.4.6 it also deletes checkpoints made on another number of GPUs',
        help: 'train.resume="/path/of/run/checkpoints/step_N/policy", or train.resume=false',
      },
    ];
  },
});
