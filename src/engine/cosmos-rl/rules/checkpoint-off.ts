/** Nothing will be saved, or nothing that another program can load. */
import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const checkpointOff = defineRule({
  id: 'checkpoint-off',
  summary: 'nothing will be saved',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.ckpt.enable_checkpoint` or `train.ckpt.export_safetensors` is false.',
    why: 'Without checkpoints the engine trains and throws the result away, without export (policy/trainer/llm_trainer/sft_trainer.py, from 0.4.0); without the export only cosmos-rl can go on with what is kept. cookbook-run can only call such a run unverified (exit 83).',
    fix: 'Set both to true.',
  },
  evaluate(view) {
    if (view.bool('train.ckpt.enable_checkpoint')) {
      const key = 'train.ckpt.export_safetensors';
      if (view.written(key) === undefined || view.bool(key)) return [];
      return [
        {
          ...view.at(key),
          message: 'the weights are not exported: the run keeps checkpoints that only cosmos-rl can load',
          remedy: toSet({ [key]: true }),
        },
      ];
    }
    return [
      {
        ...view.at('train.ckpt.enable_checkpoint'),
        message: 'checkpoints are off: the run would train and keep nothing',
        remedy: toSet({ 'train.ckpt.enable_checkpoint': true }),
      },
    ];
  },
});
