/** A redis port that is no port. */
import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const redisPortUnusable = defineRule({
  id: 'redis-port-unusable',
  summary: 'a redis port that is no port',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: '`redis` is not the number of a port, as a text from "1" to "65535".',
    why: 'The controller turns it into a number; where that fails it logs a warning and takes 12800, the default that other runs on the machine use as well (dispatcher/run_web_panel.py, all versions). Two runs that share a redis end each other.',
    fix: 'Write a free port, for example redis="12801".',
  },
  evaluate(view) {
    const value = view.written('redis');
    if (typeof value !== 'string' || value === '') return [];
    const port = /^\s*\+?\d+\s*$/.test(value) ? Number(value) : Number.NaN;
    if (port >= 1 && port <= 65_535) return [];
    return [
      {
        ...view.at('redis'),
        message: `\`redis = "${value}"\` is no port`,
        because: Number.isNaN(port)
          ? 'the controller only warns, and takes 12800'
          : 'no server can listen there',
        remedy: toSet({ redis: '12801' }, 'for example {}'),
        data: { value },
      },
    ];
  },
});
