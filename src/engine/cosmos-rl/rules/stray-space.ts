/** A text with white space around it. */

import { joinKey, leavesOf } from '../../../config/value.ts';
import { defineRule } from '../rule.ts';

/** Free texts, where a space may be meant. */
const FREE = /^custom\.|system_prompt$/;

export const straySpace = defineRule({
  id: 'stray-space',
  summary: 'a text with white space around it',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A path, a name or a choice begins or ends with white space.',
    why: 'The engine compares and opens it as it is: " nvidia/…" is no repository, "cosine " no decay type.',
    fix: 'Remove the space.',
  },
  evaluate(view) {
    return leavesOf(view.config).flatMap(([path, value]) => {
      const key = joinKey(path);
      if (typeof value !== 'string' || value === value.trim() || FREE.test(key)) return [];
      if (view.context.schema.get(key) === undefined) return [];
      const better = value.trim();
      return [
        {
          ...view.at(key),
          ...(key.startsWith('logging.') ? { severity: 'warning' as const } : {}),
          message: `\`${key}\` has white space around it: ${JSON.stringify(value)}`,
          because: 'the engine takes it as it is',
          help: `${key}="${better}"`,
          fix: [{ op: 'set' as const, key, value: better }],
          data: { key },
        },
      ];
    });
  },
});
