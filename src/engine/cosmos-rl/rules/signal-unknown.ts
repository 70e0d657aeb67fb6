/** A signal name that does not exist. */

import { nearest } from '../../../findings/nearest.ts';
import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

const KEY = 'train.signal_to_handle';
const SIGNALS = [
  'SIGUSR1',
  'SIGUSR2',
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGALRM',
  'SIGCONT',
  'SIGXCPU',
  'SIGPWR',
  'SIGABRT',
  'SIGVTALRM',
  'SIGPROF',
  'SIGURG',
  'SIGWINCH',
  'SIGCHLD',
  'SIGPIPE',
  'SIGTSTP',
];

export const signalUnknown = defineRule({
  id: 'signal-unknown',
  summary: 'a signal name that does not exist',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.signal_to_handle` holds a text that is no name of a signal that can be caught.',
    why: 'The workers look the name up in the signal module when they start (utils/dist_signal_handler.py, 0.4.2 and newer).',
    fix: 'Use names like SIGUSR1.',
  },
  evaluate(view) {
    const names = view.written(KEY);
    if (!Array.isArray(names)) return [];
    return names
      .filter((name): name is string => typeof name === 'string' && !SIGNALS.includes(name.toUpperCase()))
      .map((name) => ({
        ...view.at(KEY),
        message: `"${name}" in \`${KEY}\` is no signal that can be handled`,
        because: 'the workers look it up when they start, and fail',
        remedy: toSet({
          [KEY]: names.map((one) =>
            one === name ? (nearest(name.toUpperCase(), SIGNALS) ?? 'SIGUSR1') : one,
          ),
        }),
        data: { name },
      }));
  },
});
