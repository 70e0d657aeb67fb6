/** A list with one value for each part of the model that has not as many. */

import { plural } from '../../../findings/amounts.ts';
import type { FindingDraft } from '../../../findings/finding.ts';
import { note, toSet } from '../../../findings/remedy.ts';
import { type ConfigView, defineRule } from '../rule.ts';

/** Parts that have an optimizer of their own, in its order (`separate_model_parts` in policy/model, 0.2.6 to 0.4.7). */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  qwen2_5_vl: ['language model', 'vision tower'],
  qwen3_vl_moe: ['language model', 'vision tower'],
  internvl: ['language model', 'vision tower', 'projector'],
  internvl_chat: ['language model', 'vision tower', 'projector'],
  llama: ['model'],
  qwen2: ['model'],
  qwen3: ['model'],
  qwen3_moe: ['model'],
};

/** On the Hugging Face path a vision-language model has these two, and one for each module outside of both. */
const HF_LEAST: Readonly<Record<string, readonly string[]>> = {
  qwen2_5_vl: ['language model', 'vision tower'],
  qwen3_vl: ['language model', 'vision tower'],
  qwen3_vl_moe: ['language model', 'vision tower'],
};

function draft(view: ConfigView, key: string, given: number, parts: readonly string[], least: boolean) {
  const [more, fewer] = [given > parts.length, given < parts.length];
  if ((!more && !fewer) || (least && more)) return [];
  const cut = more && key === 'train.optm_lr' && view.context.engine.has('ratePerModelPart');
  const values = view.written(key);
  const one = Array.isArray(values) ? values[0] : undefined;
  const found: FindingDraft = {
    ...view.at(key),
    ...(cut ? { severity: 'warning' as const } : {}),
    message: `\`${key}\` has ${plural(given, 'value')}, and ${view.context.family?.name} ${least ? 'at least ' : ''}${plural(parts.length, 'part')}: ${parts.join(', ')}`,
    because: cut
      ? 'the engine drops the last of them with a warning (policy/trainer/optm/__init__.py)'
      : 'the engine raises while the optimizer is built (policy/trainer/optm/__init__.py)',
    remedy:
      one === undefined
        ? note('write one value for each part')
        : toSet({ [key]: one }, '{} for all parts, or one value for each'),
    data: { key, given, parts: parts.length },
  };
  return [found];
}

export const modelPartsMismatch = defineRule({
  id: 'model-parts-mismatch',
  summary: 'a list that needs one value for each part of the model, and has not as many',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.optm_lr` or `train.optm_impl` is a list of another length than the model has parts.',
    why: 'Each part has an optimizer of its own: a list that is too short raises, a list of learning rates that is too long is cut from 0.4.0 on and raises before (policy/trainer/optm/__init__.py). The parts are those of `separate_model_parts` of the model class.',
    fix: 'Write one value without a list, or one for each part.',
  },
  evaluate(view) {
    const keys = ['train.optm_lr', 'train.optm_impl'].filter((key) => Array.isArray(view.written(key)));
    if (keys.length === 0) return [];
    const { hfPath } = view;
    const parts = (hfPath === true ? HF_LEAST : PARTS)[view.context.family?.name ?? ''];
    if (hfPath === undefined || parts === undefined)
      return { skipped: 'the parts of the model are not known' };
    return keys.flatMap((key) => {
      const value = view.written(key);
      return Array.isArray(value) ? draft(view, key, value.length, parts, hfPath) : [];
    });
  },
});
