/** Compile with the Hugging Face model path. */

import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const compileOnHfPath = defineRule({
  id: 'compile-on-hf-path',
  summary: 'compile with the Hugging Face model path',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.compile` is on, but the model has no native implementation in the engine or force_use_hf is set.',
    why: 'The HF path asserts compile == False, without cp and pp (policy/model/hf_models/parallelize.py, 0.3.9 to 0.4.7); the engine dies and exits 0: seen on a GPU.',
    fix: 'Set train.compile=false; keep cp_size and pp_size at 1.',
  },
  evaluate(view) {
    if (view.hfPath === undefined) return { skipped: 'the model family is not known' };
    // 0.2.6 has no HF path for vision-language models, and diffusers models have one of their own.
    if (!view.hfPath || !view.context.engine.has('hfModelCompile') || view.bool('policy.is_diffusers'))
      return [];
    const because = `${view.context.family?.name ?? 'this model'} takes the HF path, which asserts against it; the engine then exits 0 as if all were well`;
    const wrong = [
      ...(view.bool('train.compile') ? [['train.compile', false] as const] : []),
      ...((view.number('policy.parallelism.cp_size') ?? 1) > 1
        ? [['policy.parallelism.cp_size', 1n] as const]
        : []),
      ...((view.number('policy.parallelism.pp_size') ?? 1) > 1
        ? [['policy.parallelism.pp_size', 1n] as const]
        : []),
    ];
    return wrong.map(([key, value]) => ({
      ...view.at(key),
      message: `\`${key}\` does not work on the Hugging Face path`,
      because,
      remedy: toSet({ [key]: value }),
      ...(key === 'train.compile' ? { fix: [{ op: 'set' as const, key, value: false }] } : {}),
      data: { key },
    }));
  },
});
