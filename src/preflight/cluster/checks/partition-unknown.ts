import type { FindingDraft } from '../../../findings/finding.ts';
import { nearest } from '../../../findings/nearest.ts';
import { note } from '../../../findings/remedy.ts';
import { defineClusterCheck } from '../check.ts';

/** The partition is not one of this cluster, or takes no jobs. */
export const partitionUnknown = defineClusterCheck({
  id: 'partition-unknown',
  summary: 'The partition is not one of this cluster, or takes no jobs.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'The partition that the job names is not listed by `sinfo`, is not up, or none was named and the cluster has no standard one.',
    why: 'sbatch refuses it (invalid partition specified), or the job waits until somebody brings the partition up.',
    fix: 'Name one that `sinfo` lists, with `--partition` or as `partition` in the site file.',
  },
  evaluate({ partitions }, { partition }) {
    if (!partitions.ok) return { skipped: partitions.reason };
    const names = partitions.value.map(({ name }) => name);
    const listed = names.length === 0 ? 'none' : names.join(', ');
    if (partition === undefined)
      return partitions.value.some(({ standard }) => standard)
        ? []
        : [
            {
              subject: 'partition',
              message: 'No partition is named, and the cluster has no standard one.',
              remedy: note(`--partition takes one of ${listed}`),
              data: { known: names },
            },
          ];
    return partition.split(',').flatMap((name): FindingDraft[] => {
      const found = partitions.value.find((one) => one.name === name);
      if (found?.up === true) return [];
      const near = nearest(name, names);
      return [
        {
          subject: `partition ${name}`,
          message:
            found === undefined
              ? `There is no partition ${name}.`
              : `The partition ${name} takes no jobs now.`,
          ...(found === undefined ? {} : { severity: 'warning' as const }),
          remedy: note(
            found === undefined && near !== undefined
              ? `--partition ${near}`
              : `--partition takes one of ${listed}`,
          ),
          data: { partition: name, known: names },
        },
      ];
    });
  },
});
