import { restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

/** NCCL's watchdog gave up waiting for a rank. */
export const collectiveTimeout: Symptom = {
  id: 'collective-timeout',
  summary: 'A collective operation timed out: one rank stopped answering',
  severity: 'error',
  category: 'run',
  outcome: 'stalled',
  docs: {
    what: "NCCL's watchdog waited for a collective operation until its timeout and then aborted the rank.",
    // `stalled`, not `retryable`: the log proves only that nothing moved for the timeout. Whether the machine or the
    // data loading is to blame is not in it, and a second attempt would hang as long again.
    why: 'The group timeout is COSMOS_GLOO_TIMEOUT, 600 s by default (utils/distributed.py:81, 0.4.7); the rank aborts with -6, and the controller notices 200 s later.',
    fix: 'Look which rank is behind in the log and what it did last: reading data, saving, or nothing at all. Resume from the last checkpoint.',
  },
  matches(state) {
    const place = state.seen.watchdog?.first;
    if (place === undefined) return undefined;
    const { operation, milliseconds } = place.notice;
    const limit = milliseconds === undefined ? 'its timeout' : `${Math.round(milliseconds / 1000)} s`;
    return restingOn(
      place,
      {
        message: `Rank ${place.rank ?? 0} waited ${limit} for the other ranks${operation === undefined ? '' : ` (${operation})`} and was aborted.`,
        because:
          'At least one rank did not reach the same operation; the group timeout is COSMOS_GLOO_TIMEOUT (utils/distributed.py:81, 0.4.7).',
        help: 'Find the rank that printed nothing for longest; slow data or a slow disk needs a larger COSMOS_GLOO_TIMEOUT. Resume from the last checkpoint.',
      },
      {
        ...(operation === undefined ? {} : { operation }),
        ...(milliseconds === undefined ? {} : { milliseconds }),
      },
    );
  },
};
