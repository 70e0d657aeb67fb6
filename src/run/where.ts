/** Where a run is executed, and the job of a cluster that it is. */
import type { HandleAddress } from '../executors/executor.ts';
import type { ProcessName } from '../executors/process-name.ts';
import { jobName } from '../executors/slurm/batch-script.ts';
import { type Job, jobNamed } from '../executors/slurm/queue.ts';
import type { RunFiles } from './files.ts';
import { readJobFile } from './job-file.ts';

/** What of a record tells where its run is executed. */
export interface Placed {
  readonly id: string;
  readonly status: 'running' | 'ended';
  readonly where?: HandleAddress;
  readonly launcher?: ProcessName;
}

/** Where the run is executed. */
export function whereOf(record: Placed): HandleAddress {
  return (
    record.where ?? {
      executor: 'local',
      run: record.id,
      address: '127.0.0.1',
      ...(record.launcher === undefined ? {} : { process: record.launcher }),
    }
  );
}

/** The job that its submission was given: where that was cut short, the one that has the run's name; a sentence where nobody can say. */
export function jobOfRun(files: RunFiles, record: Placed): Job | { readonly why: string } | undefined {
  const known = whereOf(record).job ?? readJobFile(files).job;
  return known ?? (record.status === 'running' ? jobNamed(jobName(record.id), process.env) : undefined);
}

/** Where a run is executed, with its job. */
export function whereIn(files: RunFiles, record: Placed): HandleAddress {
  const where = whereOf(record);
  if (where.executor !== 'slurm' || where.job !== undefined) return where;
  const job = jobOfRun(files, record);
  return job === undefined || 'why' in job ? where : { ...where, job };
}
