/** Nothing will be saved. */
import { defineRule } from '../rule.ts';

export const checkpointOff = defineRule({
  id: 'checkpoint-off',
  summary: 'nothing will be saved',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.ckpt.enable_checkpoint` is false.',
    why: 'The engine then trains and throws the result away, without export (policy/trainer/llm_trainer/sft_trainer.py, from 0.4.0); cookbook-run can only call such a run unverified (exit 83).',
    fix: 'Set train.ckpt.enable_checkpoint=true.',
  },
  evaluate(view) {
    if (view.bool('train.ckpt.enable_checkpoint')) return [];
    return [
      {
        ...view.at('train.ckpt.enable_checkpoint'),
        message: 'checkpoints are off: the run would train and keep nothing',
        help: 'train.ckpt.enable_checkpoint=true',
      },
    ];
  },
});
