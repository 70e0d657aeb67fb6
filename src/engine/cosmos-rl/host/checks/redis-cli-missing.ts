import { toType } from '../../../../findings/remedy.ts';
import { defineCheck } from '../facts.ts';

/** The engine stops its redis with it, and redis-cli is not on PATH. */
export const redisCliMissing = defineCheck({
  id: 'redis-cli-missing',
  summary: 'The engine stops its redis with it, and redis-cli is not on PATH.',
  severity: 'error',
  category: 'host',
  reads: ['programs'],
  docs: {
    what: 'There is no program called `redis-cli` on PATH.',
    why: 'At its end the controller runs `redis-cli -p PORT shutdown nosave`; without it a redis-server stays behind for every run, although the log says `Redis server stopped.` (seen on 0.4.7).',
    fix: 'Install it: `apt-get install redis-tools`.',
  },
  evaluate: ({ programs }) =>
    programs['redis-cli'] !== undefined
      ? []
      : [
          {
            subject: 'redis-cli',
            message: 'No program called redis-cli is on PATH; the engine stops its redis with it.',
            remedy: toType(['apt-get', 'install', 'redis-tools']),
          },
        ],
});
