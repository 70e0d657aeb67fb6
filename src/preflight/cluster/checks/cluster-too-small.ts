import { plural } from '../../../findings/amounts.ts';
import { note } from '../../../findings/remedy.ts';
import { defineClusterCheck } from '../check.ts';
import { chosenPartitions, gpusNamed } from '../partitions.ts';

/** No partition that the job may use has so many nodes with so many GPUs. */
export const clusterTooSmall = defineClusterCheck({
  id: 'cluster-too-small',
  summary: 'The partition has fewer nodes with that many GPUs than the job asks for.',
  severity: 'error',
  category: 'config',
  docs: {
    what: 'The partition has fewer nodes than `--nodes`, or its nodes have fewer GPUs than `--gpus`, or none under the name in `gres`. Nodes that are down or drained count: they may come back.',
    why: 'sbatch refuses it (Requested node configuration is not available), without saying which of the numbers is too large.',
    fix: 'Ask for fewer, name another partition, or correct `gres` in the site file; `sinfo -o "%P %D %G"` shows what there is.',
  },
  evaluate({ partitions }, need) {
    if (!partitions.ok) return { skipped: partitions.reason };
    const chosen = chosenPartitions(partitions.value, need);
    const { nodes, gpusPerNode, gres = 'gpu' } = need;
    if (chosen.length === 0) return { skipped: 'the partition is not known' };
    const enough = chosen.map(({ groups }) =>
      groups
        .filter((group) => gpusNamed(group, gres) >= gpusPerNode)
        .reduce((sum, group) => sum + group.nodes, 0),
    );
    if (enough.some((count) => count >= nodes)) return [];
    const names = chosen.map(({ name }) => name).join(', ');
    const most = Math.max(
      0,
      ...chosen.flatMap(({ groups }) => groups.map((group) => gpusNamed(group, gres))),
    );
    const known = [
      ...new Set(
        chosen.flatMap(({ groups }) => groups.flatMap((group) => group.gpus.map((one) => one.gres))),
      ),
    ];
    const count = Math.max(0, ...enough);
    return [
      {
        subject: `partition ${names}`,
        message:
          most === 0
            ? `No node of ${names} has the resource ${gres}.`
            : most < gpusPerNode
              ? `No node of ${names} has ${gpusPerNode} GPUs (${gres}); the most is ${most}.`
              : `${names} has ${plural(count, 'node')} with ${gpusPerNode} GPUs (${gres}), and ${nodes} are asked for.`,
        remedy: note(
          most === 0
            ? known.length === 0
              ? 'name a partition whose nodes have GPUs: --partition'
              : `\`gres\` in the site file takes ${known.join(' or ')}`
            : most < gpusPerNode
              ? `--gpus ${most}, or another partition`
              : count === 0
                ? 'name another partition: --partition'
                : `--nodes ${count}, or another partition`,
        ),
        data: { nodes, gpusPerNode, gres, available: count, most, known },
      },
    ];
  },
});
