/** No model is named, so that the engine takes its own. */
import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

const KEY = 'policy.model_name_or_path';

export const modelNotNamed = defineRule({
  id: 'model-not-named',
  summary: 'no model is named, so that the engine takes its own',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: '`policy.model_name_or_path` is missing.',
    why: 'Its default is Qwen/Qwen2.5-VL-7B-Instruct, which the run then downloads and trains without a word (policy/config/__init__.py, all versions).',
    fix: 'Name the model to train.',
  },
  evaluate(view) {
    if (view.written(KEY) !== undefined) return [];
    const standard = view.text(KEY) ?? 'Qwen/Qwen2.5-VL-7B-Instruct';
    return [
      {
        ...view.at(KEY),
        message: `no model is named: cosmos-rl ${view.context.engine.version} would train ${standard}`,
        because: 'that is the default of `policy.model_name_or_path`',
        remedy: toSet({ [KEY]: 'nvidia/Cosmos-Reason2-2B' }, 'for example {}'),
      },
    ];
  },
});
