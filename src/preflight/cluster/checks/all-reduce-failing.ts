import { note } from '../../../findings/remedy.ts';
import { defineClusterCheck } from '../check.ts';

/** The sum over the ranks of all nodes did not come out. */
export const allReduceFailing = defineClusterCheck({
  id: 'all-reduce-failing',
  summary: 'A sum over the ranks of all nodes failed.',
  severity: 'error',
  category: 'host',
  docs: {
    what: 'torch was started on every node, as training starts it, and added 64 MiB over all ranks: by NCCL where GPUs are visible, else by gloo.',
    why: 'Every step of training does the same with the gradients. Wrong network interfaces, a firewall, or drivers and libraries that do not fit each other show here within seconds.',
    fix: 'Read what torch said; NCCL_DEBUG=INFO in `environment` of the site file makes NCCL name the interface that it takes, NCCL_SOCKET_IFNAME chooses one.',
  },
  evaluate({ nodes }) {
    if (!nodes.ok) return { skipped: nodes.reason };
    const unknown = nodes.value.find(({ reduce }) => !reduce.ok);
    const failed = nodes.value.flatMap(({ node, reduce }) =>
      reduce.ok && reduce.value.failed !== undefined ? [{ node, ...reduce.value }] : [],
    );
    const [first] = failed;
    if (first === undefined)
      return unknown === undefined || unknown.reduce.ok
        ? []
        : { skipped: `${unknown.node}: ${unknown.reduce.reason}` };
    return [
      {
        subject: first.backend,
        message: `The sum over all ranks by ${first.backend} failed on ${failed.map(({ node }) => node).join(', ')}: ${first.failed}.`,
        remedy: note('NCCL_DEBUG=INFO in `environment` of the site file makes NCCL say more'),
        data: { backend: first.backend, nodes: failed.map(({ node }) => node), why: first.failed },
      },
    ];
  },
});
