/** A value that the engine accepts and then replaces. */

import { joinKey, leavesOf } from '../../../config/value.ts';
import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const valueReplaced = defineRule({
  id: 'value-replaced',
  summary: 'a value that the engine accepts and then replaces',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: 'A number or switch is written that the Config takes and overwrites with another.',
    why: 'Validators change values instead of refusing them: a negative seed becomes 42 (from 0.4.4), fewer than 0 loader workers become 0, allowed_outdated_steps is raised to sync_weight_interval - 1, and so on (policy/config/__init__.py).',
    fix: 'Write the value that the engine uses, or change what makes it replace yours.',
  },
  evaluate(view) {
    if (!view.decision.accepts) return [];
    const dropped = new Set(view.decision.dropped);
    return leavesOf(view.config).flatMap(([path, value]) => {
      const key = joinKey(path);
      if (!['bigint', 'number', 'boolean'].includes(typeof value) || path[0] === 'custom') return [];
      if ([...dropped].some((each) => key === each || key.startsWith(`${each}.`))) return [];
      const used = view.effective(key);
      if (!['bigint', 'number', 'boolean'].includes(typeof used)) return [];
      if (Number(used) === Number(value) || (Number.isNaN(Number(used)) && Number.isNaN(Number(value))))
        return [];
      return [
        {
          ...view.at(key),
          message: `\`${key}\` is ${value}, and cosmos-rl ${view.context.engine.version} uses ${used} instead`,
          because: 'a validator of its Config overwrites it (policy/config/__init__.py)',
          remedy: toSet({ [key]: used }),
          data: { key, written: String(value), used: String(used) },
        },
      ];
    });
  },
});
