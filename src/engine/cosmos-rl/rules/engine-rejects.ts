/** The engine's own Config refuses the config. */
import { defineRule } from '../rule.ts';
import { TYPE_ERRORS } from './wrong-type.ts';

export const engineRejects = defineRule({
  id: 'engine-rejects',
  summary: "the engine's own Config refuses the config",
  severity: 'error',
  enforcedBy: 'engine',
  fallback: true,
  docs: {
    what: 'A validator of the engine refuses a value, a combination of values, or a missing key.',
    why: 'The controller reads the config first and ends with a Python traceback after about 20 seconds of imports; the launcher exits 1 (policy/config/__init__.py, `check_params_value` of each class).',
    fix: 'Change the key that the finding names.',
  },
  evaluate(view) {
    return view.decision.reasons
      .filter(({ type }) => !TYPE_ERRORS.has(type))
      .map(({ key, type, message }) => ({
        ...view.at(key),
        message: `\`${key}\` ${message}`,
        because: `cosmos-rl ${view.context.engine.version} refuses the config (${type})`,
        help: type === 'missing' || message.startsWith('is missing') ? `write ${key}` : `change ${key}`,
        data: { key, type },
      }));
  },
});
