/** A placeholder was left in the config. */

import { defineRule } from '../rule.ts';
import { joinKey, leavesOf } from '../value.ts';

export const placeholderLeft = defineRule({
  id: 'placeholder-left',
  summary: 'a placeholder was left in the config',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A value still holds a placeholder of a template.',
    why: 'The engine takes it literally and fails minutes later, or hangs when it is the model.',
    fix: 'Fill it in.',
  },
  evaluate(view) {
    return leavesOf(view.config).flatMap(([path, value]) => {
      const key = joinKey(path);
      if (
        typeof value !== 'string' ||
        !/(^|[/\s"])\/?path\/to(\/|$)|<[A-Za-z][\w -]*>|\bYOUR_[A-Z]|^\.\.\.$/.test(value)
      )
        return [];
      return [
        {
          ...view.at(key),
          message: `\`${key}\` still holds a placeholder: "${value}"`,
          help: `${key}=<the real value>`,
          data: { key, value },
        },
      ];
    });
  },
});
