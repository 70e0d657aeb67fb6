/** A pattern that is no regular expression. */
import { note } from '../../../findings/remedy.ts';
import { compiled, texts, withoutOne } from '../patterns.ts';
import { defineRule } from '../rule.ts';

const KEYS = ['policy.freeze_pattern', 'policy.trainable_pattern'];

export const patternInvalid = defineRule({
  id: 'pattern-invalid',
  summary: 'a pattern that is no regular expression',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A freeze or trainable pattern cannot be compiled as a regular expression of Python.',
    why: 're.compile raises while the model is built (policy/model/base.py), after the weights were found and before the worker registers.',
    fix: 'Correct the pattern; a bracket that stands for itself is written `[(]`.',
  },
  evaluate(view) {
    return KEYS.flatMap((key) =>
      texts(view, key)
        .filter((text) => compiled(text) === undefined)
        .map((text) => ({
          ...view.at(key),
          message: `"${text}" in \`${key}\` is no regular expression`,
          because: 're.compile raises while the model is built (policy/model/base.py)',
          remedy: [withoutOne(view, key, text), note('write a pattern like `^model[.]visual[.]`')],
          data: { key, text },
        })),
    );
  },
});
