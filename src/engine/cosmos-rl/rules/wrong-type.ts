/** A value of a type the engine cannot take. */

import { splitKey, type TomlValue } from '../../../config/value.ts';
import { note, toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

/** pydantic's errors about the value itself; all others come from bounds and validators. */
export const TYPE_ERRORS: ReadonlySet<string> = new Set([
  'bool_parsing',
  'bool_type',
  'int_parsing',
  'int_parsing_size',
  'int_type',
  'int_from_float',
  'finite_number',
  'float_parsing',
  'float_type',
  'string_type',
  'list_type',
  'tuple_type',
  'too_long',
  'dict_type',
  'model_type',
  'model_attributes_type',
  'literal_error',
  'boolean_type',
  'integer_type',
  'number_type',
  'array_type',
  'union',
]);

/** The same value in the type that was wanted, where there is only one way to write it. */
function converted(value: TomlValue, wanted: string): TomlValue | undefined {
  if (wanted === 'string_type' && (typeof value === 'bigint' || typeof value === 'boolean'))
    return String(value);
  if (wanted === 'list_type' && typeof value === 'string' && value !== '') return [value];
  return undefined;
}

/** Unquoted dots make nested tables out of one name: `trainable_map.model.visual`. */
const NAMES = /^policy\.(trainable_map|lora\.(r|alpha)_pattern)\./;

export const wrongType = defineRule({
  id: 'wrong-type',
  summary: 'a value of a type the engine cannot take',
  severity: 'error',
  enforcedBy: 'engine',
  fallback: true,
  docs: {
    what: 'A value has a type that the engine does not convert to the one it wants.',
    why: 'cosmos-rl converts "3" to 3 and 1 to true, but rejects 1.5 for an integer or 12800 for a text, in the controller, after about 20 seconds of imports (policy/config/__init__.py; compared with the real Config of 0.2.6 to 0.4.7).',
    fix: 'Write the value in the type shown.',
  },
  evaluate(view) {
    return view.decision.reasons
      .filter(({ type }) => TYPE_ERRORS.has(type))
      .map(({ key, type, message }) => {
        const value = view.written(key);
        const choices = view.context.schema.get(key)?.choices;
        const text = value === undefined ? undefined : converted(value, type);
        const better =
          choices === undefined || choices.length === 0 || choices.includes(text as string)
            ? text
            : undefined;
        const quoted = NAMES.test(key) ? `"${splitKey(key).slice(2).join('.')}…"` : undefined;
        return {
          ...view.at(key),
          message: `\`${key}\` ${message}`,
          because: 'the controller rejects the config and the launcher exits 1',
          remedy:
            quoted !== undefined
              ? note(`a name with dots is one quoted key: ${splitKey(key)[1]}.${quoted}`)
              : better === undefined
                ? note(`write ${message.replace(/^.*must be /, '')}`)
                : toSet({ [key]: better }),
          ...(better === undefined ? {} : { fix: [{ op: 'set' as const, key, value: better }] }),
          data: { key, type },
        };
      });
  },
});
