/** A text with white space around it. */

import { CUSTOM_PATHS } from '../../../config/custom-keys.ts';
import { joinKey, leavesOf } from '../../../config/value.ts';
import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

/** Free texts, where a space may be meant. */
const FREE = /^custom\.|system_prompt$/;

/** What scripts open, or give on. */
const isPath = (key: string) =>
  CUSTOM_PATHS.includes(key) || /^custom\.\w+\.\w*(path|file|dir|folder|root)$/.test(key);

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
      if (typeof value !== 'string' || value === value.trim()) return [];
      if (!isPath(key) && (FREE.test(key) || view.context.schema.get(key) === undefined)) return [];
      const better = value.trim();
      return [
        {
          ...view.at(key),
          ...(key.startsWith('logging.') ? { severity: 'warning' as const } : {}),
          message: `\`${key}\` has white space around it: ${JSON.stringify(value)}`,
          because: 'the engine takes it as it is',
          remedy: toSet({ [key]: better }),
          fix: [{ op: 'set' as const, key, value: better }],
          data: { key },
        },
      ];
    });
  },
});
