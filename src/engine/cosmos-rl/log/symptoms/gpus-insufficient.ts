import { raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /Replica with GPUs larger than 8 occurs but not on Lepton job|Not enough GPUs available\. Required: (\d+), Available: (\d+)|Node IP list not provided/;

/** The run wants more GPUs than this host shows. */
export const gpusInsufficient: Symptom = {
  id: 'gpus-insufficient',
  summary: 'The run wants more GPUs than this host has',
  severity: 'error',
  category: 'host',
  outcome: 'host',
  docs: {
    what: 'The parallel sizes ask for more GPUs than are visible.',
    why: 'launcher/utility.py:270 and launch_all.py:903 (0.4.7) raise; the text about "larger than 8" is the same for any number that does not fit.',
    fix: 'Use a host with enough GPUs, or smaller sizes under policy.parallelism.',
  },
  matches(state) {
    const found = raised(state, TEXT);
    if (found === undefined) return undefined;
    const visible = state.seen.gpus?.last.notice.count;
    const policy = state.replicas.policy;
    const wanted = found.match[1] ?? (policy === undefined ? undefined : policy.count * policy.gpus);
    return restingOn(found, {
      subject: 'policy.parallelism',
      message: `The run wants ${wanted ?? 'more'} GPUs${visible === undefined ? ' than are visible' : `, ${visible} are visible`}.`,
      because:
        'One replica must fit on the host unless node addresses are given (launcher/utility.py:270, 0.4.7).',
      help: 'Lower policy.parallelism.dp_shard_size (or tp_size, dp_replicate_size, n_init_replicas), or use a larger host.',
    });
  },
};
