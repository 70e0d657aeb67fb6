import { failed, restingOn } from '../evidence.ts';
import { definiteFailure } from '../failure.ts';
import type { Symptom } from '../symptom.ts';

/** Workers ended without saying why. */
export const workersLost: Symptom = {
  id: 'workers-lost',
  summary: 'The workers ended without an exception in the log',
  severity: 'error',
  category: 'run',
  outcome: 'failed',
  docs: {
    what: 'The launcher, torch or the controller reports that workers are gone, and the log holds no exception.',
    why: 'The controller misses the heartbeat after 200 s and ends with 86 (0.4.7), finalizes as if all were well (0.4.4 to 0.4.6), or waits for ever (up to 0.4.3).',
    fix: 'Look at the other outputs of the run (--log-dir, the scheduler, dmesg), then resume from the last checkpoint.',
  },
  matches(state) {
    const place = definiteFailure(state);
    const reap = state.seen.finalizing?.first;
    const reaped = reap?.notice.reason.includes('heartbeat-death') === true ? reap : undefined;
    if (place === undefined && reaped === undefined) return undefined;
    if (!failed(state) && reaped === undefined) return undefined;
    const found = place === undefined ? undefined : { line: place.line, text: place.reason };
    const best = found ?? reaped;
    if (best === undefined) return undefined;
    return restingOn(best, {
      subject: 'workers',
      message: 'The workers ended before the run was complete, and the log holds no exception.',
      because: `The first line that proves it: ${best.text.trim().slice(0, 200)}`,
      help: 'Look at dmesg and at the scheduler for a kill; resume from the last checkpoint.',
    });
  },
};
