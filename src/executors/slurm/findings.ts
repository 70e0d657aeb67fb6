/** What only a cluster can say of a run's end. */
import type { FindingKind } from '../../findings/finding.ts';

/** The node on which a run failed first. */
export const FIRST_NODE: FindingKind = {
  id: 'first-failing-node',
  category: 'run',
  summary: 'The node on which the run failed first',
  severity: 'info',
  docs: {
    what: 'Of all nodes of the run this one failed first; what the others say follows from it.',
    why: 'Slurm tells the code of the last task that ended, often 143 of one that it killed itself; the order of the lines in the merged log, and of the ends of the programs on the nodes, tells which was the first (seen with 22.05).',
    fix: 'Look at the cause above. If the same node fails first again, leave it out: sbatch --exclude=NODE.',
  },
};

/** A node was lost while the run went on. */
export const NODE_LOST: FindingKind = {
  id: 'node-lost',
  category: 'run',
  summary: 'Slurm lost a node of the run',
  severity: 'error',
  docs: {
    what: 'Slurm has no word from a node of the job any more and ended the job on the others.',
    why: 'The machine died, its network or its slurmd; the programs on it cannot be asked. A script on the node ends them when it hears nothing from cookbook-run.',
    fix: 'The job is queued again by itself, up to --max-requeues, and goes on from the newest checkpoint that is proved whole.',
  },
};

/** Slurm did not start a program of the run. */
export const NOT_STARTED: FindingKind = {
  id: 'program-not-started',
  category: 'run',
  summary: 'Slurm did not start a program of the run on one of its nodes',
  severity: 'error',
  docs: {
    what: 'The job has the node, and Slurm refused again and again to start a step on it.',
    why: "Slurm has taken the node from the job without saying so: with 22.05 it does where a job that was queued again for a lost node starts within seconds of the node's return, and the late answer of that node is taken for the new attempt's (seen as `Requested node configuration is not available`). A slurmd that does not answer is the other reason.",
    fix: 'The job is queued again by itself, up to --max-requeues. If the same node refuses again, look at `scontrol show node` and at its slurmd, or leave it out: sbatch --exclude=NODE.',
  },
};

/** The job ended, and nobody inside of it wrote how. */
export const JOB_GONE: FindingKind = {
  id: 'job-ended-unseen',
  category: 'run',
  summary: 'The job ended, and the cookbook-run inside of it did not write how',
  severity: 'error',
  docs: {
    what: 'Slurm says that the job is over, and the record still says that it runs.',
    why: 'The first node was lost, its cookbook-run was killed, or the job never got as far as that: slurm-JOB.log in the run folder holds what the batch script said.',
    fix: 'Read slurm-JOB.log, then go on from the newest checkpoint: cookbook-run sft --resume RUN.',
  },
};

/** Every one of them. */
export const CLUSTER_KINDS: readonly FindingKind[] = [FIRST_NODE, NODE_LOST, NOT_STARTED, JOB_GONE];
