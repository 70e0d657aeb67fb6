import { toType } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';

/** The folder /opt, in which the engine starts redis, is not there. */
export const optFolderMissing = defineCheck({
  id: 'opt-folder-missing',
  summary: 'The folder /opt, in which the engine starts redis, is not there.',
  severity: 'error',
  category: 'host',
  reads: ['optFolder'],
  docs: {
    what: 'There is no folder /opt, or it may not be entered.',
    why: "The engine writes `dir /opt` into redis' config (utils/network_util.py:410, 0.4.7; utils/util.py in 0.2.6 and 0.3.9), and redis ends with `FATAL CONFIG FILE ERROR` when it cannot change into it.",
    fix: 'Create it: `mkdir /opt`. Nothing is written there.',
  },
  evaluate: ({ optFolder }) =>
    optFolder
      ? []
      : [
          {
            subject: '/opt',
            message: 'The folder /opt is not there or may not be entered, and the engine starts redis in it.',
            because: 'The redis config of cosmos-rl holds `dir /opt` (utils/network_util.py:410, 0.4.7).',
            remedy: toType(['sudo', 'install', '-d', '-m', '755', '/opt']),
          },
        ],
});
