import { restingOn, sighted } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /Controller publication failed[^\n]*|Redis publication deadline expired[^\n]*|redis\.exceptions\.ConnectionError[^\n]*|Error \d+ connecting to \S+:\d+\. Connection refused|Publication server restarted/;

/** The controller lost its redis while the run went on. */
export const redisLost: Symptom = {
  id: 'redis-lost',
  summary: 'The controller lost its redis',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  clue: TEXT,
  docs: {
    what: 'The redis that the controller talks to went away.',
    why: 'Two runs that start together can take the same redis port; the one that ends first shuts it down, and the other one then fails with "Redis publication deadline expired" and exit 1, even after a complete training (0.4.7, seen; dispatcher/controller.py:55, utils/redis_stream.py:222).',
    fix: 'Give every run its own redis port: redis = "12801" at the top level, as a string.',
  },
  matches(state) {
    const place = state.seen['publication-failed']?.first ?? state.seen['monitor-failed']?.first;
    const found =
      place !== undefined && /[Pp]ublication|[Rr]edis/.test(place.text)
        ? place
        : sighted(state, 'redis-lost', TEXT);
    if (found === undefined) return undefined;
    const port = state.seen['redis-started']?.last.notice.port;
    return restingOn(
      found,
      {
        subject: port === undefined ? 'redis' : `redis port ${port}`,
        message: `The controller lost its redis${port === undefined ? '' : ` on port ${port}`}.`,
        because: 'Another run on this host that took the same port shuts it down when it ends (0.4.7, seen).',
        help: 'Give every run its own redis port (redis = "12801", a string) and its own --port.',
      },
      { ...(port === undefined ? {} : { port }) },
    );
  },
};
