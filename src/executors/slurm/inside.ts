/** The job as it is seen from inside: which one it is, its nodes, and what Slurm meant by a signal. */
import type { StopReason } from '../../engine/engine.ts';
import { fileBytes } from '../../file-bytes.ts';
import { ExitCode } from '../../findings/exit-code.ts';
import { Failure } from '../../findings/failure.ts';
import { statusOf } from '../../path-status.ts';
import { addressOf, type Job, jobState, nodeNames } from './queue.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What slurmstepd writes into the log of a job that it ends not because of scancel (slurmstepd/req.c, 22.05). */
const AGAIN = /CANCELLED AT \S+ DUE TO (?:TIME LIMIT|PREEMPTION|NODE FAILURE|JOB REQUEUE)/i;

/** The job that this process is the batch script of. Throws Failure 2 outside of one. */
export function jobInside(env: Environment): Job {
  const id = env['SLURM_JOB_ID'];
  if (id === undefined || env['SLURM_JOB_NODELIST'] === undefined)
    throw new Failure(
      ExitCode.usage,
      'this is no job of Slurm',
      'the batch script of a run calls this inside of its job; `cookbook-run sft --on slurm` submits one',
    );
  return { id, cluster: env['SLURM_CLUSTER_NAME'] ?? '', restarts: Number(env['SLURM_RESTART_COUNT'] ?? 0) };
}

/** The nodes of this job, the one that we are on first, and its address. */
export function nodesInside(env: Environment): {
  readonly nodes: readonly string[];
  readonly address: string;
} {
  const all = nodeNames(env['SLURM_JOB_NODELIST'] ?? '', env);
  const own = env['SLURMD_NODENAME'];
  const first = own !== undefined && all.includes(own) ? own : all[0];
  if (first === undefined) throw new Failure(ExitCode.host, 'the job has no nodes');
  return { nodes: [first, ...all.filter((name) => name !== first)], address: addressOf(first, env) };
}

/** The end of a file from `from` on; empty where it cannot be read. */
function textAfter(path: string, from: number): string {
  return fileBytes(path)?.subarray(from).toString('latin1') ?? '';
}

/**
 * What a SIGTERM from Slurm means: with it come scancel, preemption, a lost node and the time limit alike. A job that is queued again
 * has one restart more already, and of the others Slurm writes the reason into the job's log.
 */
export function meaningInside(
  job: Job,
  run: string,
  env: Environment,
): (requested: StopReason) => StopReason {
  const now = jobState(job, run, env);
  const log = typeof now === 'object' && 'log' in now ? now.log : undefined;
  const from = log === undefined ? 0 : (statusOf(log)?.size ?? 0);
  return (requested) => {
    if (requested !== 'SIGTERM') return requested;
    const then = jobState(job, run, env);
    const again = typeof then === 'object' && 'restarts' in then && then.restarts > job.restarts;
    return again || (log !== undefined && AGAIN.test(textAfter(log, from))) ? 'SIGUSR1' : requested;
  };
}
