/** A value of a type the engine cannot take. */

import { fits } from '../coerce.ts';
import { defineRule } from '../rule.ts';
import { writeTomlValue } from '../toml.ts';
import { joinKey, leavesOf } from '../value.ts';

export const wrongType = defineRule({
  id: 'wrong-type',
  summary: 'a value of a type the engine cannot take',
  severity: 'error',
  enforcedBy: 'engine',
  docs: {
    what: 'A value has a type that the engine does not convert to the one it wants.',
    why: 'cosmos-rl converts "3" to 3 and 1 to true, but rejects 1.5 for an integer or 12800 for a text, in the controller, after about 20 seconds of imports (policy/config/__init__.py; measured with the real Config of 0.2.6 to 0.4.7).',
    fix: 'Write the value in the type shown.',
  },
  evaluate(view) {
    const { schema } = view.context;
    return leavesOf(view.config).flatMap(([path, value]) => {
      const key = joinKey(path);
      const field = schema.get(key);
      if (field === undefined || field.kinds.length === 0 || field.kinds.some((kind) => fits(value, kind)))
        return [];
      const wanted = field.kinds.filter((kind) => kind !== 'null').join(' or ');
      return [
        {
          ...view.at(key),
          message: `\`${key}\` is ${writeTomlValue(value)}, but cosmos-rl wants ${wanted}`,
          because: 'the controller rejects the config and the launcher exits 1',
          help: `write a value of type ${wanted}`,
          data: { key, kinds: field.kinds },
        },
      ];
    });
  },
});
