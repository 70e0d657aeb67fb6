import { restingOn, sighted } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /redis-server: (?:command )?not found|Failed to start redis server with command: .*?return code (\d+)|Redis server failed to start after \d+ attempts|FATAL CONFIG FILE ERROR|redis-server: error while loading shared libraries: (\S+):/;

/** redis-server is missing, too old, or could not start. */
export const redisUnavailable: Symptom = {
  id: 'redis-unavailable',
  summary: 'redis-server is missing or could not start',
  severity: 'error',
  category: 'host',
  outcome: 'host',
  clue: TEXT,
  docs: {
    what: 'The controller starts redis-server from PATH, and that did not work.',
    why: 'dispatcher/controller.py:201-221 (0.4.4) and :256 (0.4.7): the controller ends with 1 after about 43 s. Redis 6 or newer is needed; its config has "dir /opt", and its log is one fixed file in the temporary folder, so another user may own it.',
    fix: 'Install redis (apt-get install redis-server), see that /opt exists, and give the run its own free port: redis = "12801".',
  },
  matches(state) {
    const found = sighted(state, 'redis-unavailable', TEXT);
    if (found === undefined) return undefined;
    const missing = /not found|return code 127/.test(found.text);
    return restingOn(found, {
      subject: 'redis-server',
      message: missing ? 'redis-server is not on PATH.' : 'redis-server could not start.',
      because: 'The controller needs it before anything else (dispatcher/controller.py:256, 0.4.7).',
      help: missing
        ? 'Install it: apt-get install redis-server; then check with: redis-server --version'
        : 'Start it by hand to see why: redis-server --port 12801; check /opt, the temporary redis.log and the port.',
    });
  },
};
