/** The replicas do not fit the GPUs of the node. */

import type { FindingDraft } from '../../../findings/finding.ts';
import { note, type Remedy, toSet } from '../../../findings/remedy.ts';
import { gpusPerReplica, replicas } from '../placement.ts';
import { type ConfigView, defineRule } from '../rule.ts';

const KEY = 'policy.parallelism.dp_shard_size';

/** One replica, sharded over the GPUs of one node; sizes that do not fit them go back to 1. */
function onOneNode(view: ConfigView, gpus: number): Remedy {
  const others = ['tp_size', 'pp_size', 'cp_size', 'dp_replicate_size', 'n_init_replicas'].filter(
    (size) => (view.number(`policy.parallelism.${size}`) ?? 1) > 1,
  );
  // tp_size has to be written even where it is 1 (parallelism-missing).
  const keep = others.includes('tp_size') && gpus % (view.number('policy.parallelism.tp_size') ?? 1) === 0;
  const ones = others.filter((size) => size !== 'tp_size' || !keep);
  const tp = keep ? (view.number('policy.parallelism.tp_size') ?? 1) : 1;
  return toSet({
    [KEY]: BigInt(gpus / tp),
    ...Object.fromEntries(ones.map((size) => [`policy.parallelism.${size}`, 1n])),
  });
}

export const gpusDoNotFit = defineRule({
  id: 'gpus-do-not-fit',
  summary: 'the replicas do not fit the GPUs of the node',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'The launcher would see a number of GPUs that it does not take, or plans more ranks than the node has GPUs.',
    why: 'The launcher asserts 1, 2, 4 or 8 visible GPUs (launcher/utility.py). With too few it plans further nodes and starts only the share of this one, which then waits for ever; a replica larger than a node must be a multiple of it. Where the config fills whole nodes it may be meant for several, which is a warning.',
    fix: 'Widen or narrow CUDA_VISIBLE_DEVICES, or lower tp_size, dp_shard_size or n_init_replicas.',
  },
  evaluate(view) {
    const { gpus, launch, nodes = 1 } = view.context;
    // Several nodes are started by the engine's scripts, which count otherwise (nodes-do-not-fit).
    if (nodes > 1 && view.isSft) return [];
    // Before a launch the GPUs of the host are looked at by the checks of the host.
    if (gpus === undefined)
      return launch === true ? [] : { skipped: 'the number of GPUs is not known: --gpus N' };
    const each = gpusPerReplica(view.config, 'policy');
    const count = replicas(view.config, 'policy');
    // Rollout and reference replicas run beside the policy, unless all share their GPUs.
    const colocated = view.text('mode')?.startsWith('colocated') === true;
    const rollout =
      view.trainer === 'sft' || colocated
        ? 0
        : gpusPerReplica(view.config, 'rollout') * replicas(view.config, 'rollout');
    const needed = each * count + rollout;
    const drafts: FindingDraft[] = [];
    if (![1, 2, 4, 8].includes(gpus))
      drafts.push({
        subject: 'gpus',
        message: `the launcher takes 1, 2, 4 or 8 visible GPUs, not ${gpus}`,
        because: 'it ends with "Number of GPUs per node must be 1, 2, 4, or 8" (launcher/utility.py)',
        remedy: note(
          `show it fewer: \`CUDA_VISIBLE_DEVICES=${Array.from({ length: [8, 4, 2, 1].find((size) => size < gpus) ?? 1 }, (_, i) => i).join(',')}\``,
        ),
        data: { gpus },
      });
    else if (each > gpus && each % gpus !== 0)
      drafts.push({
        ...view.at(KEY),
        message: `one replica needs ${each} GPUs, which is no multiple of the ${gpus} of a node`,
        because: 'the launcher cannot place it (launcher/utility.py replica_placement)',
        remedy: onOneNode(view, gpus),
        data: { needed: each, gpus },
      });
    else if (needed > gpus)
      drafts.push({
        // Whole nodes may be meant: then the launcher is started on each of them.
        ...(needed % gpus === 0 && view.context.launch !== true ? { severity: 'warning' as const } : {}),
        ...view.at(count > 1 ? 'policy.parallelism.n_init_replicas' : KEY),
        message: `the config needs ${needed} GPUs, and the node has ${gpus}`,
        because:
          needed % gpus === 0
            ? `started on one node it waits for ever; with ${needed / gpus} nodes start it on each, with --node-ip-list`
            : 'the launcher plans more nodes, starts only the share of this one, and waits for the rest',
        remedy: [
          rollout > 0 ? note(`give it ${needed} GPUs`) : onOneNode(view, gpus),
          ...(rollout > 0 ? [] : [note(`give it ${needed} GPUs`)]),
        ],
        data: { needed, gpus },
      });
    return drafts;
  },
});
