/** Starts a run on the nodes of the job that we are in, for those who bring a run of their own: a night. */
import type { Handle } from '../executors/executor.ts';
import { jobInside, meaningInside, nodesInside } from '../executors/slurm/inside.ts';
import { markJob } from '../executors/slurm/queue.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { Io } from '../io.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';
import type { Container } from '../site/container.ts';
import { openFiles, pathsInside } from './attend.ts';
import type { RunFiles } from './files.ts';

/** A start for `execute`. Throws Failure 78 where the job has other nodes than the plan. */
export function startInJob(
  container: Container | undefined,
  { env }: Pick<Io, 'env'>,
): (plan: LaunchPlan, files: RunFiles) => Promise<Handle> {
  return async (plan, files) => {
    const job = jobInside(env);
    const { nodes, address } = nodesInside(env);
    if (plan.roles === undefined || nodes.length !== plan.nodes)
      throw new Failure(
        ExitCode.config,
        `the run is planned for ${plan.nodes ?? 0} nodes, and the job has ${nodes.length}`,
        '`nodes` under [slurm] is what a night asks for',
      );
    openFiles(files);
    markJob(job, plan.id, env);
    const { startSteps } = await import('../executors/slurm/steps.ts');
    const where = { executor: 'slurm', run: plan.id, address, job, nodes };
    const inside = {
      where,
      nodes,
      attempt: 0,
      meaning: meaningInside(job, plan.id, env),
      paths: pathsInside(plan, files),
      ...(container === undefined ? {} : { container }),
    };
    return startSteps(plan, inside, { log: files.log, env, logs: files.logs, index: files.logNodes });
  };
}
