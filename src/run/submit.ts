/** A prepared run as a job of a cluster: its batch script, beside everything else that the run is made of. */
import { realpathSync } from 'node:fs';
import { batchScript, type JobRequest, scriptPath } from '../executors/slurm/batch-script.ts';
import { type Job, submit } from '../executors/slurm/queue.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { stage } from './execute.ts';
import { PRIVATE, recordEvent, runFiles, writeAtomically } from './files.ts';
import { gpuOfJob, readJobFile, writeJobFile } from './job-file.ts';
import { pointLast } from './last-link.ts';
import { recordAtStart, writeRecord } from './record.ts';
import type { RunRecord } from './run-record.ts';

/** What is asked of a job beside the plan. */
export interface JobAsked
  extends Omit<JobRequest, 'run' | 'folder' | 'nodes' | 'gpusPerNode' | 'signalSeconds' | 'program'> {
  /** How often it may be queued again. */
  readonly maxRequeues: number;
}

/** Saving may take as long as a stop may wait; the rest is for proving it. */
const PROOF_SECONDS = 120;

/** This program, as another host starts it. */
export const thisProgram = (): readonly string[] => [process.execPath, realpathSync(process.argv[1] ?? '')];

/** The job of a planned run. Throws Failure 2 where its GPUs cannot be shared out, or a node could not find its folder. */
export function jobOf({ prepared, folder }: PlannedRun, { maxRequeues: _, ...asked }: JobAsked): JobRequest {
  const { plan, safeFolder } = prepared;
  const nodes = plan.nodes ?? 1;
  if (plan.gpus % nodes !== 0)
    throw new Failure(
      ExitCode.usage,
      `the ${plan.gpus} GPUs of the config cannot be shared out evenly over ${nodes} nodes`,
      '--gpus is the number on each node; nothing was submitted',
    );
  if (safeFolder !== folder)
    throw new Failure(
      ExitCode.usage,
      `the run's folder ${folder} has a name that a shell would split, and a link to it would be on this host only`,
      'choose another --runs-dir on the shared filesystem; nothing was submitted',
    );
  return {
    run: plan.id,
    folder,
    nodes,
    gpusPerNode: plan.gpus / nodes,
    signalSeconds: plan.stop.gracefulStop + PROOF_SECONDS,
    program: thisProgram(),
    ...asked,
  };
}

/** Writes everything that the job reads, its script too; returns the script's text. */
export function stageJob(planned: PlannedRun, request: JobRequest, asked: JobAsked): string {
  const { prepared, report, facts, context, folder } = planned;
  const files = runFiles(folder);
  stage(prepared, files, report, facts, context);
  const { maxRequeues, container } = asked;
  const gpu = gpuOfJob(asked);
  writeJobFile(files, { maxRequeues, gpu, ...(container === undefined ? {} : { container }) });
  const text = batchScript(request);
  writeAtomically(scriptPath(folder), text, PRIVATE.file);
  return text;
}

/** Names that the record keeps of who asked for it. */
export interface SubmitNames {
  readonly name?: string;
  readonly resumedFrom?: string;
}

/** Hands the staged job in, and records it. Throws Failure 69 with Slurm's words where it is not taken. */
export function submitJob({ prepared, report, folder }: PlannedRun, names: SubmitNames, io: Io): Job {
  const { plan } = prepared;
  const files = runFiles(folder);
  const record: RunRecord = {
    ...recordAtStart(plan, report, io),
    where: { executor: 'slurm', run: plan.id, address: '' },
    ...names,
  };
  // Before the job is handed in: it may begin at once, and from then on the record is its own.
  writeRecord(files, record);
  pointLast(folder);
  try {
    const job = submit(scriptPath(folder), io.env);
    writeJobFile(files, { ...readJobFile(files), job });
    recordEvent(files, { kind: 'submitted', ...job });
    return job;
  } catch (error) {
    const endedAt = new Date(io.now()).toISOString();
    writeRecord(files, { ...record, status: 'ended', outcome: 'host', exitCode: ExitCode.host, endedAt });
    throw error;
  }
}
