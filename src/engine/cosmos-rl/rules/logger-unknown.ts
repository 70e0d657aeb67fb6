/** A logger the engine does not have. */
import type { TomlValue } from '../../../config/value.ts';
import { nearest } from '../../../findings/nearest.ts';
import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

const KEY = 'logging.logger';
const LOGGERS = ['console', 'wandb'];

/** The list with the logger that was meant, or without the one that is none. */
function withoutOr(names: readonly TomlValue[], name: string): readonly TomlValue[] {
  const meant = nearest(name, LOGGERS);
  const list = names.map((one) => (one === name ? meant : one)).filter((one) => one !== undefined);
  return [...new Set(list)];
}

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
    // The logger "tao" is for tao-dialect.
    return names
      .filter(
        (name): name is string =>
          typeof name === 'string' && name !== 'tao' && !LOGGERS.includes(name.toLowerCase()),
      )
      .map((name) => ({
        ...view.at(KEY),
        message: `"${name}" in \`${KEY}\` is no logger of cosmos-rl, and is ignored`,
        remedy: toSet({ [KEY]: withoutOr(names, name) }),
        data: { name },
      }));
  },
});
