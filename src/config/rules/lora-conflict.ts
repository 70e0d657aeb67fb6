/** LoRA settings that fail or undo each other. */
import { defineRule } from '../rule.ts';

export const loraConflict = defineRule({
  id: 'lora-conflict',
  summary: 'LoRA settings that fail or undo each other',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'LoRA is on with settings that make it fail or train nothing of it.',
    why: 'target_modules is required (ValueError while the model is built), pp_size must be 1 for the export (0.4.7), trainable_pattern runs after the injection and un-trains the adapter (policy/model/base.py).',
    fix: 'Follow the help of the finding.',
  },
  evaluate(view) {
    if (view.written('policy.lora') === undefined) return [];
    const drafts = [];
    if (view.written('policy.lora.target_modules') === undefined) {
      drafts.push({
        ...view.at('policy.lora.target_modules'),
        message: 'LoRA needs `policy.lora.target_modules`',
        help: 'policy.lora.target_modules=["q_proj","v_proj"], or "all-linear"',
      });
    }
    if (view.written('policy.trainable_pattern') !== undefined) {
      drafts.push({
        ...view.at('policy.trainable_pattern'),
        message: '`policy.trainable_pattern` runs after LoRA and would freeze the adapter again',
        help: '~policy.trainable_pattern',
      });
    }
    if ((view.number('policy.parallelism.pp_size') ?? 1) > 1) {
      drafts.push({
        ...view.at('policy.parallelism.pp_size'),
        message: 'LoRA with pp_size > 1 cannot be exported',
        help: 'policy.parallelism.pp_size=1',
      });
    }
    return drafts;
  },
});
