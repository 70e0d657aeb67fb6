/** The engine's own Config refuses the config. */
import { splitKey, withValue } from '../../../config/value.ts';
import { note, type Remedy, toRemove, toSet } from '../../../findings/remedy.ts';
import { decide } from '../config-class/decision.ts';
import { type ConfigView, defineRule } from '../rule.ts';
import { TYPE_ERRORS } from './wrong-type.ts';

/** What can be said for sure: a folder can be named, and a key may go whose default the Config takes. */
function remedyFor(view: ConfigView, key: string, type: string, message: string): Remedy {
  if (key === 'train.output_dir') return toSet({ [key]: 'outputs/NAME' }, 'for example {}');
  if (type === 'missing' || message.startsWith('is missing')) return note(`write \`${key}\``);
  const without = decide(withValue(view.config, splitKey(key), undefined), view.context.engine);
  const gone = view.written(key) !== undefined && without.reasons.length < view.decision.reasons.length;
  return gone
    ? { ...toRemove(key), text: `change \`${key}\`, or for its default {}` }
    : note(`change \`${key}\``);
}

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
        remedy: remedyFor(view, key, type, message),
        data: { key, type },
      }));
  },
});
