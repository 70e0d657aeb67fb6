/** What the cluster is asked before a job is handed in: whether it would take it, in time, and what its nodes see. */
import { dirname } from 'node:path';
import { batchScript, type JobRequest } from '../executors/slurm/batch-script.ts';
import { ExitCode } from '../findings/exit-code.ts';
import type { Io } from '../io.ts';
import { type PlannedRun, type PlanRequest, withFindings } from '../plan/plan-run.ts';
import { runClusterChecks } from '../preflight/cluster/check.ts';
import { CLUSTER_CHECKS } from '../preflight/cluster/checks/index.ts';
import type { ClusterNeed, SharedPath } from '../preflight/cluster/facts.ts';
import { probeCluster } from '../preflight/cluster/probe.ts';
import { forecast } from './forecast.ts';
import { gpuOfJob } from './job-file.ts';
import { type JobAsked, jobOf } from './submit.ts';

/** What the nodes must find under the same name: whatever of it is a path, and does not come with the run's folder. */
export function pathsOf(
  { prepared, folder, context }: PlannedRun,
  program: readonly string[],
): readonly SharedPath[] {
  const { plan, checkpoint } = prepared;
  const { where } = checkpoint;
  const named: ReadonlyArray<readonly [what: string, path: string | undefined]> = [
    ['the model', where.kind === 'folder' ? where.path : undefined],
    ['the dataset', context.dataset?.root],
    ['the entry script', plan.script],
    ['the working folder', plan.cwd],
    ...program.map((path) => ['the program', path] as const),
  ];
  return named.flatMap(([what, path]) =>
    path?.startsWith('/') !== true || path.startsWith(`${folder}/`) ? [] : [{ what, path }],
  );
}

/** What the job asks of the cluster, with what is known of its run. */
function clusterNeed(planned: PlannedRun, job: JobRequest, { maxRequeues }: JobAsked): ClusterNeed {
  const { prepared, facts, folder } = planned;
  // The host that plans has other GPUs, or none: what counts is where the job asks for them.
  const gpu = { index: 0, name: gpuOfJob(job), memoryTotalMiB: 0, memoryUsedMiB: 0 };
  const there = { ...facts, gpus: { ok: true, value: [gpu] } } as const;
  const { time } = forecast({ ...planned, facts: there }, dirname(folder));
  const saves = prepared.disk?.saves ?? 0;
  const { partition, gres, time: limit } = job;
  const known = 'unknown' in time ? undefined : time;
  return {
    nodes: job.nodes,
    gpusPerNode: job.gpusPerNode,
    ...(partition === undefined ? {} : { partition }),
    ...(gres === undefined ? {} : { gres }),
    ...(limit === undefined ? {} : { time: limit }),
    signalSeconds: job.signalSeconds,
    stopSeconds: prepared.plan.stop.gracefulStop,
    maxRequeues,
    checkpoints: prepared.plan.expects.checkpoint,
    ...(known === undefined ? {} : { seconds: known.total }),
    ...(known?.saves === undefined || saves === 0 ? {} : { saveSeconds: known.saves / saves }),
    folder: dirname(folder),
    paths: pathsOf(planned, job.program),
  };
}

/** Options of srun that get nodes as the job gets them, but for its GPUs, which a look at files does not need. */
export function srunNodes(
  nodes: number,
  { partition, account, qos, sbatch = [] }: Partial<JobRequest>,
): readonly string[] {
  const named = { partition, account, qos };
  return [
    `--nodes=${nodes}`,
    '--ntasks-per-node=1',
    ...Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
    // What chooses nodes means the same to srun; other options of sbatch it may not know.
    ...sbatch.filter((option) =>
      /^--(constraint|reservation|exclude|nodelist|prefer|switches)=/.test(option),
    ),
  ];
}

/** The planned run with what the cluster says of its job; its nodes are asked where it is to be handed in. */
export async function beforeSubmit(
  planned: PlannedRun,
  asked: JobAsked,
  request: Pick<PlanRequest, 'strict' | 'dryRun'>,
  io: Pick<Io, 'env' | 'cwd'>,
): Promise<PlannedRun> {
  const look = request.dryRun !== true;
  if (look && planned.code !== ExitCode.ok) return planned;
  const job = jobOf(planned, asked);
  const need = clusterNeed(planned, job, asked);
  const question = { script: batchScript(job), ...(look ? { nodes: srunNodes(job.nodes, job) } : {}) };
  const facts = await probeCluster(need, question, io);
  return withFindings(planned, runClusterChecks(CLUSTER_CHECKS, facts, need), CLUSTER_CHECKS, request);
}
