/** No step line will be printed. */
import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const consoleLogMissing = defineRule({
  id: 'console-log-missing',
  summary: 'no step line will be printed',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: '`logging.logger` does not contain "console".',
    why: 'The engine prints step and loss only then (default: empty list); without it progress comes from our entry script alone, and from an own script not at all.',
    fix: 'Add "console": logging.logger=["console"].',
  },
  evaluate(view) {
    const loggers = view.effective('logging.logger');
    if (Array.isArray(loggers) && loggers.some((name) => String(name).toLowerCase() === 'console')) return [];
    return [
      {
        ...view.at('logging.logger'),
        message: 'without "console" in logging.logger the engine prints no step and no loss',
        remedy: toSet({ 'logging.logger': [...(Array.isArray(loggers) ? loggers : []), 'console'] }),
      },
    ];
  },
});
