/** How a run on a cluster stands: its own cookbook-run gives signs of life, and for the rest Slurm is asked. */
import { readdirSync } from 'node:fs';
import { type Job, type JobState, jobState, stageOf } from '../executors/slurm/queue.ts';
import type { Outcome } from '../findings/outcome.ts';
import type { RunFiles } from './files.ts';
import { type Endable, endedUnbegun } from './unbegun.ts';
import { jobOfRun, whereOf } from './where.ts';

/** What is done with the record here. */
interface RecordAccess<R> {
  /** Whether the cookbook-run that it names lives. */
  isSupervised(): boolean;
  reread(): R;
  /** May throw. */
  write(ended: R): void;
}

/** How such a run stands. */
interface JobStanding<R> {
  /** As it is now. */
  readonly record: R;
  readonly standing: Outcome;
  readonly supervised: boolean;
  readonly job?: JobState | { readonly why: string };
}

/** How a run stands whose record says that it goes on. */
export function standingOfJob<R extends Endable>(
  files: RunFiles,
  record: R,
  access: RecordAccess<R>,
): JobStanding<R> {
  const job = jobOfRun(files, record);
  const begun = whereOf(record).nodes !== undefined;
  const supervised = begun && access.isSupervised();
  const as = (standing: Outcome, now?: JobStanding<R>['job']): JobStanding<R> => ({
    record,
    standing,
    // Signs of life are believed for two minutes: a job that waits has nobody in it.
    supervised: supervised && standing === 'running',
    ...(now === undefined ? {} : { job: now }),
  });
  if (job === undefined)
    return access.isSupervised() ? as('pending', { why: 'it is being handed in' }) : as('abandoned');
  if ('why' in job) return as('pending', job);
  const now = jobState(job, record.id, process.env);
  if (now === 'gone') return supervised ? as('running') : afterJob(files, job, now, access);
  if ('why' in now) return as(begun ? 'running' : 'pending', now);
  const stage = stageOf(now);
  return stage === 'over' ? afterJob(files, job, now, access) : as(stage, now);
}

/** The job is over: its last word may have come since the record was read; where the run never began there is none, and it is ended here. */
function afterJob<R extends Endable>(
  files: RunFiles,
  job: Job,
  now: JobState | 'gone',
  { reread, write }: RecordAccess<R>,
): JobStanding<R> {
  // An NFS client looks at the folder anew.
  readdirSync(files.folder);
  const last = reread();
  const record = now === 'gone' ? last : endedUnbegun(last, job, now, Date.now());
  if (record !== last) {
    try {
      write(record);
    } catch {
      // Somebody else's, or the disk is full: it is said all the same.
    }
  }
  const standing = record.status === 'ended' ? (record.outcome ?? 'failed') : 'abandoned';
  const told = record.status === 'ended' || now === 'gone' ? {} : { job: now };
  return { record, standing, supervised: false, ...told };
}
