import { restingOn, sighted } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /Controller port (?<controller>\d+) .*?already in use|[Aa]ddress already in use|EADDRINUSE|\[Errno 98\]|No available port(?:s)? (?:found )?(?:in|between) [^\n]*/;

/** A port that the run needs is taken. */
export const portInUse: Symptom = {
  id: 'port-in-use',
  summary: 'A port that the run needs is taken',
  severity: 'error',
  category: 'host',
  outcome: 'host',
  clue: /Address already in use|EADDRINUSE|address already in use/,
  docs: {
    what: 'The controller, redis or the rendezvous could not bind its port.',
    why: 'On one node the launcher takes the next free port; with several nodes or --url it must be exactly the one given and raises (launcher/launch_all.py:793, 824, 0.4.7).',
    fix: 'Give each run its own --port and its own redis = "NNNNN".',
  },
  matches(state) {
    const found = sighted(state, 'port-in-use', TEXT);
    if (found === undefined || state.seen.step !== undefined) return undefined;
    // redis and the controller try the next port and say so; only a run that then got no further failed by it.
    if (state.seen['controller-ready'] !== undefined && state.tracebacks.raised.length === 0)
      return undefined;
    const port = found.match.groups?.controller;
    return restingOn(found, {
      subject: port === undefined ? 'port' : `port ${port}`,
      message: `${port === undefined ? 'A port' : `Port ${port}`} that the run needs is already in use.`,
      because: 'Two runs on one host must not share a controller port or a redis port.',
      help: `See who has it: ss -ltnp${port === undefined ? '' : ` 'sport = :${port}'`}; then start with another --port or redis = "NNNNN".`,
    });
  },
};
