/** A value outside the documented choices. */
import { nearest } from '../../findings/nearest.ts';
import { defineRule } from '../rule.ts';
import { joinKey, leavesOf } from '../value.ts';

/** Keys whose values plugins extend. */
const PLUGIN_KEYS = new Set(['train.train_policy.trainer_type', 'rollout.backend']);

export const valueOutsideChoices = defineRule({
  id: 'value-outside-choices',
  summary: 'a value outside the documented choices',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A value is none of those that the key documents.',
    why: "The choices in the engine's schema are documentation: pydantic accepts any text, and the run fails late, e.g. optm_decay_type when the decay phase begins, optm_name when the optimizer is built (policy/trainer/optm/__init__.py, 0.4.7).",
    fix: 'Use one of the values listed.',
  },
  evaluate(view) {
    const { schema } = view.context;
    return leavesOf(view.config).flatMap(([path, value]) => {
      const key = joinKey(path);
      const field = schema.get(key);
      const choices = field?.choices;
      if (choices === undefined || typeof value !== 'string' || PLUGIN_KEYS.has(key)) return [];
      if (choices.includes(value)) return [];
      const names = choices.map(String);
      const near = nearest(value, names);
      return [
        {
          ...view.at(key),
          message: `\`${key}\` is "${value}", which is none of ${names.join(', ')}`,
          because: 'cosmos-rl does not enforce its choices: the run would fail later, or do something else',
          help: near === undefined ? `use one of ${names.join(', ')}` : `did you mean "${near}"?`,
          data: { key, value, choices },
        },
      ];
    });
  },
});
