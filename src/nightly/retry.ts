/** Which endings are tried again, and how often. What a person must mend is never tried again. */
import type { Outcome } from '../findings/outcome.ts';
import type { NightlyFile } from './schema.ts';

/** The retry table of nightly.toml. */
type RetryPolicy = NightlyFile['retry'];

/** Retries left for this outcome after `outcomes` of this night, the newest last; each class has its own limit. */
export function mayRetry(policy: RetryPolicy, outcomes: readonly Outcome[]): boolean {
  const last = outcomes.at(-1);
  if (last !== 'retryable' && last !== 'stalled' && last !== 'failed') return false;
  const retries = outcomes.filter((outcome) => outcome === last).length - 1;
  return retries < policy[last];
}
