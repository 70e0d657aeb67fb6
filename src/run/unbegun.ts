/** The end of a run whose job was over before the run began: taken back while it waited, or not launched on its node. */
import { JOB_GONE } from '../executors/slurm/findings.ts';
import type { Job, JobState } from '../executors/slurm/queue.ts';
import { slurmSays, stopIn } from '../executors/slurm/slurm.ts';
import { type Finding, stamp } from '../findings/finding.ts';
import { OUTCOMES, type Outcome } from '../findings/outcome.ts';
import { STOPPED_AS } from './stop-requests.ts';
import type { Placed } from './where.ts';

const NOT_LAUNCHED = { outcome: 'host', exitCode: OUTCOMES.host } as const;

/** What of a record tells whether its run has begun, and how it ended. */
export interface Endable extends Placed {
  readonly outcome?: Outcome;
  readonly exitCode?: number;
  readonly endedAt?: string;
  readonly findings: readonly Finding[];
  readonly attempts?: readonly unknown[];
}

/** The record with its end, by what Slurm says of the job; the same one where the run began, has ended, or Slurm calls the job complete. */
export function endedUnbegun<R extends Endable>(record: R, job: Job, now: JobState, seenAt: number): R {
  const begun = record.where?.nodes !== undefined || record.attempts !== undefined;
  if (record.status === 'ended' || begun || now.state.startsWith('COMPLETED')) return record;
  const stop = stopIn(now);
  const message = `${slurmSays(job, now)}; it was over before the run began, and nothing was trained.`;
  const at = Date.parse(now.end ?? '');
  return {
    ...record,
    ...(stop === undefined ? NOT_LAUNCHED : STOPPED_AS[stop]),
    status: 'ended',
    endedAt: new Date(Number.isNaN(at) ? seenAt : at).toISOString(),
    where: { ...(record.where as NonNullable<R['where']>), job },
    findings: [...record.findings, stamp(JOB_GONE, { subject: 'job', message })],
  };
}
