import { toType } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';

/** The engine starts it for messages between controller and workers, and redis-server is not on PATH. */
export const redisServerMissing = defineCheck({
  id: 'redis-server-missing',
  summary:
    'The engine starts it for messages between controller and workers, and redis-server is not on PATH.',
  severity: 'error',
  category: 'host',
  reads: ['programs'],
  docs: {
    what: 'There is no program called `redis-server` on PATH.',
    why: 'The controller runs `redis-server` and ends with code 1 about 40 s after the launch when it is missing (seen on 0.4.7).',
    fix: 'Install it: `apt-get install redis-server`.',
  },
  evaluate: ({ programs }) =>
    programs['redis-server'] !== undefined
      ? []
      : [
          {
            subject: 'redis-server',
            message:
              'No program called redis-server is on PATH; the engine starts it for messages between controller and workers.',
            remedy: toType(['apt-get', 'install', 'redis-server']),
          },
        ],
});
