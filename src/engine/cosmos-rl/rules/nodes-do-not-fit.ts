/** A config that is to train on several nodes and does not come to one replica over all of their GPUs. */

import { plural } from '../../../findings/amounts.ts';
import type { FindingDraft } from '../../../findings/finding.ts';
import { note, type Remedy, toSet } from '../../../findings/remedy.ts';
import { gpusPerReplica, replicas } from '../placement.ts';
import { type ConfigView, defineRule } from '../rule.ts';

const key = (name: string) => `policy.parallelism.${name}`;
const WITHIN = ['tp_size', 'cp_size'] as const;

const size = (view: ConfigView, name: string) => Math.max(1, view.number(key(name)) ?? 1);

/** One replica, sharded over `gpus`: tp, cp and pp stay where they divide them, copies are given up. */
function oneReplicaOver(view: ConfigView, gpus: number): Remedy {
  const kept = ['tp_size', 'cp_size', 'pp_size'].map((name) => [name, size(view, name)] as const);
  const product = kept.reduce((all, [, value]) => all * value, 1);
  const fits = gpus % product === 0;
  const copies = ['dp_replicate_size', 'n_init_replicas'].filter((name) => size(view, name) > 1);
  const ones = [...copies, ...(fits ? [] : kept.filter(([, value]) => value > 1).map(([name]) => name))];
  return toSet({
    [key('dp_shard_size')]: BigInt(fits ? gpus / product : gpus),
    ...Object.fromEntries(ones.map((name) => [key(name), 1n])),
  });
}

/** Replicas of their own on every node: what reads like "one per node" and is another way of training. */
function severalReplicas(view: ConfigView, gpus: number): readonly FindingDraft[] {
  const count = replicas(view.config, 'policy');
  if (count === 1) return [];
  return [
    {
      ...view.at(key('n_init_replicas')),
      message: `n_init_replicas ${count} is no number of nodes: the nodes together run one replica`,
      because:
        'launcher/launch_replica.sh starts one torchrun over all nodes; several SFT replicas want samples of (index, sample) (seen with 0.4.7)',
      remedy: oneReplicaOver(view, gpus),
      data: { replicas: count },
    },
  ];
}

/** Groups that exchange every layer's activations, over the network of the cluster. */
function spansNodes(view: ConfigView, gpus: number): readonly FindingDraft[] {
  const group = WITHIN.reduce((product, name) => product * size(view, name), 1);
  if (group === 1 || gpus % group === 0) return [];
  const name = WITHIN.find((one) => size(view, one) > 1) ?? 'tp_size';
  const all = view.context.nodes ?? 1;
  return [
    {
      ...view.at(key(name)),
      severity: 'warning',
      message: `tp_size × cp_size is ${group}, and a node has ${gpus} GPUs: a group spans nodes`,
      because:
        'every layer then waits for the network between them; sharding (dp_shard_size) asks less of it',
      remedy: toSet({
        ...Object.fromEntries(WITHIN.filter((one) => size(view, one) > 1).map((one) => [key(one), 1n])),
        [key('dp_shard_size')]: BigInt(
          (all * gpus) / (size(view, 'pp_size') * size(view, 'dp_replicate_size')),
        ),
      }),
      data: { group, gpus },
    },
  ];
}

export const nodesDoNotFit = defineRule({
  id: 'nodes-do-not-fit',
  summary: 'the config is not one replica over all GPUs of the nodes',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'The config is to train on several nodes, and its parallel sizes do not come to the GPUs of all of them.',
    why: 'On N nodes of G GPUs torchrun starts N × G ranks of one replica, and ParallelDims asserts that the sizes multiply to exactly that (utils/parallelism.py, all versions). Nothing in the config is the number of nodes: dp_replicate_size = N ends at the first step on 0.4.7 (parallelism-conflict), n_init_replicas = N makes replicas of their own.',
    fix: 'Write `dp_shard_size` = nodes × GPUs of a node, and 1 for `dp_replicate_size` and `n_init_replicas`.',
  },
  evaluate(view) {
    const { gpus, nodes = 1 } = view.context;
    if (nodes < 2) return [];
    if (!view.isSft) return { skipped: 'how several nodes are shared out is known for SFT only' };
    const needed = gpusPerReplica(view.config, 'policy');
    if (gpus === undefined)
      return needed % nodes === 0
        ? severalReplicas(view, needed)
        : [
            {
              ...view.at(key('dp_shard_size')),
              message: `the ${needed} GPUs of the config cannot be shared out evenly over ${nodes} nodes`,
              because: 'every node starts the same number of ranks (launcher/launch_replica.sh --ngpus)',
              remedy: [
                oneReplicaOver(view, Math.ceil(needed / nodes) * nodes),
                note(`give it ${plural(needed, 'node')} of one GPU`),
              ],
              data: { needed, nodes },
            },
          ];
    const all = nodes * gpus;
    const copies = severalReplicas(view, all);
    if (copies.length > 0) return copies;
    if (needed !== all)
      return [
        {
          ...view.at(key('dp_shard_size')),
          message: `the config comes to ${plural(needed, 'rank')}, and ${nodes} nodes of ${gpus} GPUs start ${all}`,
          because:
            'ParallelDims asserts that the sizes multiply to the number of ranks (utils/parallelism.py)',
          remedy: oneReplicaOver(view, all),
          data: { needed, nodes, gpus },
        },
      ];
    return spansNodes(view, gpus);
  },
});
