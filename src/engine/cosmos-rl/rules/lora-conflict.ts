/** LoRA settings that fail or undo each other. */

import { isTable } from '../../../config/value.ts';
import type { FindingDraft } from '../../../findings/finding.ts';
import { toRemove, toSet } from '../../../findings/remedy.ts';
import { type ConfigView, defineRule } from '../rule.ts';

const TARGETS = 'policy.lora.target_modules';

function targets(view: ConfigView): readonly FindingDraft[] {
  const value = view.written(TARGETS);
  const empty = value === undefined || (Array.isArray(value) && value.every((each) => each === ''));
  return empty
    ? [
        {
          ...view.at(TARGETS),
          message: 'LoRA needs `policy.lora.target_modules`',
          because: 'the model cannot be built without (policy/lora/plugin.py)',
          remedy: [toSet({ [TARGETS]: ['q_proj', 'v_proj'] }), toSet({ [TARGETS]: 'all-linear' })],
        },
      ]
    : [];
}

function patterns(view: ConfigView): readonly FindingDraft[] {
  const drafts: FindingDraft[] = [];
  if (view.written('policy.trainable_pattern') !== undefined)
    drafts.push({
      ...view.at('policy.trainable_pattern'),
      message: '`policy.trainable_pattern` runs after LoRA and would freeze the adapter again',
      because: 'policy/model/base.py: LoRA, then trainable_pattern',
      remedy: toRemove('policy.trainable_pattern'),
    });
  const map = view.effective('policy.trainable_map');
  if (isTable(map) && Object.values(map).some((flag) => flag === true))
    drafts.push({
      ...view.at('policy.trainable_map'),
      message: 'with LoRA, `policy.trainable_map` may only switch modules off',
      because: 'RuntimeError while the model is built (policy/model/base.py)',
      remedy: {
        ...toRemove('policy.trainable_map'),
        text: '{}, and name the modules in `policy.lora.modules_to_save` instead',
      },
    });
  const freeze = view.written('policy.freeze_pattern');
  if (
    Array.isArray(freeze) &&
    freeze.some(
      (each) => /lora/i.test(String(each)) || ['.', '.*', ''].includes(String(each).replace(/^\^|\$$/g, '')),
    )
  )
    drafts.push({
      ...view.at('policy.freeze_pattern'),
      message: '`policy.freeze_pattern` runs after LoRA and freezes the adapter itself',
      because: 'policy/model/base.py: LoRA, then freeze_pattern; LoRA freezes all other parameters by itself',
      remedy: toRemove('policy.freeze_pattern'),
    });
  return drafts;
}

export const loraConflict = defineRule({
  id: 'lora-conflict',
  summary: 'LoRA settings that fail or undo each other',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'LoRA is on with settings that make it fail or train nothing of it.',
    why: 'target_modules is required (ValueError while the model is built), pp_size must be 1 for the export (0.4.7), trainable_pattern runs after the injection and un-trains the adapter, freeze_pattern can freeze it, trainable_map may only hold false (policy/model/base.py, policy/lora/plugin.py).',
    fix: 'Follow the help of the finding.',
  },
  evaluate(view) {
    if (
      view.written('policy.lora') === undefined ||
      view.context.schema.get('policy.lora') === undefined ||
      view.bool('policy.is_diffusers')
    )
      return [];
    const drafts: FindingDraft[] = [...targets(view), ...patterns(view)];
    if (
      (view.number('policy.parallelism.pp_size') ?? 1) > 1 &&
      view.context.engine.has('loraRefusesPipeline')
    )
      drafts.push({
        ...view.at('policy.parallelism.pp_size'),
        message: 'LoRA with pp_size > 1 cannot be exported',
        because: 'ValueError at the export (policy/trainer/llm_trainer/llm_trainer.py, 0.4.7)',
        remedy: toSet({ 'policy.parallelism.pp_size': 1n }),
      });
    if (
      view.written('policy.lora.lora_alpha') !== undefined &&
      (view.number('policy.lora.lora_alpha') ?? 1) <= 0
    )
      drafts.push({
        ...view.at('policy.lora.lora_alpha'),
        severity: 'warning',
        message: `lora_alpha ${view.number('policy.lora.lora_alpha')} scales the adapter to nothing, or turns it round`,
        remedy: toSet({ 'policy.lora.lora_alpha': 2 * Math.max(1, view.number('policy.lora.r') ?? 8) }),
      });
    return drafts;
  },
});
