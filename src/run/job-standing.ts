/** How a run on a cluster stands: its own cookbook-run gives signs of life, and for the rest Slurm is asked. */
import { readdirSync } from 'node:fs';
import { type Job, type JobState, jobState, stageOf } from '../executors/slurm/queue.ts';
import type { RunFiles } from './files.ts';
import type { RunRecord, RunState } from './record.ts';
import { endedUnbegun } from './unbegun.ts';
import { jobOf, whereOf } from './where.ts';

/** What is done with the record here. */
interface RecordAccess {
  /** Whether the cookbook-run that it names lives. */
  isSupervised(): boolean;
  reread(): RunRecord;
  /** May throw. */
  write(ended: RunRecord): void;
}

/** The state of a run whose record says that it goes on. */
export function stateOfJob(files: RunFiles, record: RunRecord, access: RecordAccess): RunState {
  const job = jobOf(files, record);
  const begun = whereOf(record).nodes !== undefined;
  const supervised = begun && access.isSupervised();
  const as = (standing: RunState['standing'], now?: RunState['job']): RunState => ({
    record,
    files,
    standing,
    // Signs of life are believed for two minutes: a job that waits has nobody in it.
    supervised: supervised && standing === 'running',
    ...(now === undefined ? {} : { job: now }),
  });
  if (job === undefined)
    return access.isSupervised() ? as('pending', { why: 'it is being handed in' }) : as('abandoned');
  if ('why' in job) return as('pending', job);
  const now = jobState(job, record.id, process.env);
  if (now === 'gone') return supervised ? as('running') : stateAfterJob(files, job, now, access);
  if ('why' in now) return as(begun ? 'running' : 'pending', now);
  const stage = stageOf(now);
  return stage === 'over' ? stateAfterJob(files, job, now, access) : as(stage, now);
}

/** The job is over: its last word may have come since the record was read; where the run never began there is none, and it is ended here. */
function stateAfterJob(
  files: RunFiles,
  job: Job,
  now: JobState | 'gone',
  { reread, write }: RecordAccess,
): RunState {
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
  return { record, files, standing, supervised: false, ...told };
}
