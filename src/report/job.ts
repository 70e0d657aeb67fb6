/** How the job of a run stands, in words. */
import type { RunState } from '../run/record.ts';
import { whereIn } from '../run/where.ts';

/** Times that the job was queued again, as far as the record or Slurm knows. */
function again({ record, job }: RunState): number {
  const known = Math.max(0, (record.attempts?.length ?? 1) - 1);
  return job !== undefined && 'restarts' in job ? Math.max(known, job.restarts) : known;
}

/** The reason for which a job waits, as Slurm says it; `undefined` for a run whose job does not wait. */
export function waitingText({ standing, job, record }: RunState): string | undefined {
  if (standing !== 'pending') return undefined;
  const turn = record.attempts === undefined ? 'the job waits' : 'the job waits for another start';
  if (job === undefined) return turn;
  return 'why' in job ? `${turn}: ${job.why}` : `${turn}: ${job.reason ?? job.state}`;
}

/** For a list: `pending (Resources)`, `running, requeued twice`. */
export function standingText(state: RunState): string {
  const { standing, job } = state;
  const reason = standing === 'pending' && job !== undefined && 'reason' in job ? ` (${job.reason})` : '';
  const times = again(state);
  return `${standing}${reason}${times === 0 ? '' : `, requeued ${times}×`}`;
}

/** For JSON: the job, how often it was queued again, and what Slurm says of it now. */
export function jobData(state: RunState): Readonly<Record<string, unknown>> {
  const { record, files, job } = state;
  if (record.where?.executor !== 'slurm') return {};
  const named = whereIn(files, record).job;
  return {
    ...(named === undefined ? {} : { job: { ...named, ...(job === undefined ? {} : { slurm: job }) } }),
    requeued: again(state),
  };
}

/** Rows of one run: its job, its nodes, the attempts before, and the node that failed first. */
export function jobRows(state: RunState): ReadonlyArray<readonly [string, string | undefined]> {
  const { record, files } = state;
  if (record.where?.executor !== 'slurm') return [];
  const { job, nodes } = whereIn(files, record);
  const earlier = record.attempts?.slice(0, -1) ?? [];
  return [
    ['job', job === undefined ? undefined : `${job.id} of ${job.cluster}`],
    ['nodes', nodes?.join(', ')],
    ...earlier.map(
      (one, index) =>
        [
          index === 0 ? 'before' : '',
          `${one.startedAt}: ${one.outcome ?? 'unknown'}${one.step === undefined ? '' : ` at step ${one.step}`} on ${one.nodes.join(', ')}`,
        ] as const,
    ),
    [
      'failed',
      record.failed === undefined
        ? undefined
        : `${record.failed.node} first${record.failed.rank === undefined ? '' : `, rank ${record.failed.rank}`}`,
    ],
  ];
}
