/** The end of one attempt in a job: whether the run goes on in another one, and what is recorded of it. */
import { type Job, jobState } from '../executors/slurm/queue.ts';
import type { Io } from '../io.ts';
import type { JobAttempt } from './attempts.ts';
import type { Settle } from './conclude.ts';
import type { RunFiles } from './files.ts';
import type { ResumePoint } from './newest-whole.ts';
import { readRecord } from './record.ts';
import type { RunRecord } from './run-record.ts';
import { isStopWished } from './stop-wish.ts';

/** How an attempt ended that nobody saw the end of. */
export const unseen = (attempt: JobAttempt, now: number): JobAttempt =>
  attempt.endedAt === undefined
    ? { ...attempt, endedAt: new Date(now).toISOString(), outcome: 'abandoned' }
    : attempt;

/** Why an attempt may be followed by another one. */
interface Why {
  /** Slurm has queued the job again already. */
  readonly already: boolean;
  readonly lost: boolean;
  readonly asked: boolean;
  /** Somebody wants the run to end. */
  readonly wished: boolean;
}

/** Whether an ending is that of an attempt only: the job was stopped for Slurm's reasons, and another attempt may get further. */
function goesOn(ended: RunRecord, attempt: JobAttempt, limit: number, why: Why): boolean {
  if (ended.outcome === 'succeeded' || why.wished) return false;
  if (why.already) return true;
  if (ended.outcome !== 'retryable' || (ended.attempts?.length ?? 1) > limit) return false;
  if (why.lost) return true;
  // A limit that is too short for one new checkpoint would be reached for ever.
  return why.asked && ended.checkpoint !== undefined && ended.checkpoint.step > (attempt.from ?? 0);
}

/** One attempt that is to begin. */
interface Begun {
  readonly record: RunRecord;
  readonly attempt: JobAttempt;
  readonly earlier: readonly JobAttempt[];
  readonly from?: ResumePoint;
}

/** Whether Slurm has queued the job again since this part of it began. */
export function isQueuedAgain(job: Job, run: string, io: Io): boolean {
  const now = jobState(job, run, io.env);
  return typeof now === 'object' && 'restarts' in now && now.restarts > job.restarts;
}

/** What is recorded of an attempt: its own end where the run goes on, else the run's. */
export function settleFor({ attempt, earlier }: Begun, limit: number, files: RunFiles, io: Io): Settle {
  return (ended, { stop }, lost) => {
    // Where slurmd of this node is dead Slurm has given us up, and another part of the job may run elsewhere.
    const other = readRecord(files);
    if (other !== undefined && (other.where?.job?.restarts ?? 0) > attempt.job.restarts) return other;
    const wished = isStopWished(files);
    const already = ended.outcome !== 'succeeded' && !wished && isQueuedAgain(attempt.job, ended.id, io);
    const closed: JobAttempt = {
      ...attempt,
      ...(ended.endedAt === undefined ? {} : { endedAt: ended.endedAt }),
      ...(ended.outcome === undefined ? {} : { outcome: already ? 'retryable' : ended.outcome }),
      ...(ended.step.last === undefined ? {} : { step: ended.step.last }),
    };
    const whole = { ...ended, attempts: [...earlier, closed] };
    const asked = stop?.requested === 'SIGUSR1';
    if (!goesOn(whole, attempt, limit, { already, lost, asked, wished })) return whole;
    const { outcome: _, exitCode: __, engineExit: ___, endedAt: ____, ...going } = whole;
    return { ...going, status: 'running' };
  };
}
