import { note } from '../../../findings/remedy.ts';
import { defineClusterCheck } from '../check.ts';

/** Slurm's commands are not here, or slurmctld does not answer. */
export const slurmUnreachable = defineClusterCheck({
  id: 'slurm-unreachable',
  summary: 'Slurm does not answer from here.',
  severity: 'error',
  category: 'host',
  docs: {
    what: '`sbatch` or `sinfo` is not on PATH, or `slurmctld`, which rules the cluster, did not answer.',
    why: 'A job is handed in with `sbatch`, which exists on the login nodes of a cluster; without `slurmctld` nothing can be asked or queued.',
    fix: 'Type the command on a login node; `sinfo` there must list the partitions.',
  },
  evaluate: ({ slurm }) =>
    slurm.answers
      ? []
      : [
          {
            subject: 'Slurm',
            message: `Slurm does not answer here: ${slurm.why}.`,
            remedy: note('type it on a login node of the cluster, where `sinfo` lists the partitions'),
            data: { why: slurm.why },
          },
        ],
});
