/** A logger the engine does not have. */
import { nearest } from '../../../findings/nearest.ts';
import { defineRule } from '../rule.ts';

const KEY = 'logging.logger';
const LOGGERS = ['console', 'wandb'];

export const loggerUnknown = defineRule({
  id: 'logger-unknown',
  summary: 'a logger the engine does not have',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: '`logging.logger` names something other than "console" and "wandb".',
    why: 'The engine looks for these two names only and ignores all others (policy/worker/sft_worker.py, dispatcher/status.py, 0.4.7).',
    fix: 'Use "console" and "wandb".',
  },
  evaluate(view) {
    const names = view.written(KEY);
    if (!Array.isArray(names)) return [];
    return names
      .filter((name): name is string => typeof name === 'string' && !LOGGERS.includes(name.toLowerCase()))
      .map((name) => ({
        ...view.at(KEY),
        message: `"${name}" in \`${KEY}\` is no logger of cosmos-rl, and is ignored`,
        help: `did you mean "${nearest(name, LOGGERS) ?? 'console'}"?`,
        data: { name },
      }));
  },
});
