/** Report_mfu with the Hugging Face model path. */

import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const mfuOnHfPath = defineRule({
  id: 'mfu-on-hf-path',
  summary: 'report_mfu with the Hugging Face model path',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`logging.report_mfu` is on for a model on the HF path.',
    why: 'The engine raises TypeError at the first step (policy/model/hf_models/__init__.py: a cached property declared with an argument; 0.3.9 to 0.4.7).',
    fix: 'Set logging.report_mfu=false.',
  },
  evaluate(view) {
    if (view.hfPath === undefined) return { skipped: 'the model family is not known' };
    const old = !view.context.engine.has('hfModelCompile');
    if (!view.hfPath || old || !view.bool('logging.report_mfu')) return [];
    return [
      {
        ...view.at('logging.report_mfu'),
        message: '`logging.report_mfu` crashes at the first step on the Hugging Face path',
        remedy: toSet({ 'logging.report_mfu': false }),
        fix: [{ op: 'set' as const, key: 'logging.report_mfu', value: false }],
      },
    ];
  },
});
