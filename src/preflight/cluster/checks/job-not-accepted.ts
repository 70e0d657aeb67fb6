import { note } from '../../../findings/remedy.ts';
import { defineClusterCheck } from '../check.ts';

/** Slurm was asked about the very script, and said no. */
export const jobNotAccepted = defineClusterCheck({
  id: 'job-not-accepted',
  summary: 'Slurm would not take the job.',
  severity: 'error',
  category: 'config',
  consequence: true,
  docs: {
    what: '`sbatch --test-only` with the rendered batch script ended with an error; its words are told as they are.',
    why: 'The same script would be refused at the submit: partition, account, quality of service, limits or an option of the site file do not fit the cluster.',
    fix: 'Correct what Slurm names: `--partition`, `--time`, `--nodes`, `--gpus`, or the keys of [slurm] in the site file.',
  },
  evaluate({ testOnly }) {
    if (!testOnly.ok) return { skipped: testOnly.reason };
    const { accepted, said } = testOnly.value;
    return accepted
      ? []
      : [
          {
            subject: 'job',
            message: `Slurm would not take the job: ${said}.`,
            because: 'this is what sbatch --test-only said of the script',
            remedy: note('correct the option that it names, on the command line or in the site file'),
            data: { said },
          },
        ];
  },
});
