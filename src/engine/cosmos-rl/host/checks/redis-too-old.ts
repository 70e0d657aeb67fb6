import { toType } from '../../../../findings/remedy.ts';
import { compareVersions, hasCapability, NEWEST } from '../../versions.ts';
import { defineCheck } from '../facts.ts';

/** The installed redis-server is older than the engine needs. */
export const redisTooOld = defineCheck({
  id: 'redis-too-old',
  summary: 'The installed redis-server is older than the engine needs.',
  severity: 'error',
  category: 'host',
  reads: ['redisServer', 'redisNoTls'],
  docs: {
    what: 'redis-server is older than 6.0.',
    why: "The engine writes `tls-port 0` into redis' config, which Redis 5 refuses; 0.4.4 and later leave it out with COSMOS_REDIS_NO_TLS=1 (utils/network_util.py), but 0.4.7 also needs `SET … KEEPTTL` of Redis 6 (utils/redis_publication.py:59).",
    fix: 'Install Redis 6 or newer.',
  },
  evaluate({ redisServer: { path, version }, redisNoTls }, { engine = NEWEST }) {
    if (compareVersions(version, '6') >= 0) return [];
    const tolerated =
      redisNoTls && hasCapability(engine, 'redisWithoutTls') && !hasCapability(engine, 'redisScripts');
    if (tolerated) return [];
    return [
      {
        subject: path,
        message: `redis-server ${version} is too old: cosmos-rl ${engine} needs 6.0 or newer.`,
        because:
          'Its config holds `tls-port 0`, and 0.4.7 publishes with SET … KEEPTTL, both new in Redis 6.',
        remedy: toType(
          ['conda', 'install', '-c', 'conda-forge', 'redis-server'],
          'install Redis 6 or newer, for example {}',
        ),
        data: { version, engine },
      },
    ];
  },
});
