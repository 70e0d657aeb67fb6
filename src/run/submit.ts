/** A prepared run as a job of a cluster: its batch script, beside everything else that the run is made of. */
import { realpathSync } from 'node:fs';
import { batchScript, type JobRequest, scriptPath } from '../executors/slurm/batch-script.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import { stage } from './execute.ts';
import { PRIVATE, runFiles, writeAtomically } from './files.ts';

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
export function stageJob(planned: PlannedRun, job: JobRequest): string {
  const { prepared, report, facts, context, folder } = planned;
  stage(prepared, runFiles(folder), report, facts, context);
  const text = batchScript(job);
  writeAtomically(scriptPath(folder), text, PRIVATE.file);
  return text;
}
