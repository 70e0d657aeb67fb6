/** Colocated mode with different needs of policy and rollout. */
import { type Remedy, toRemove, toSet } from '../../../findings/remedy.ts';
import { gpusPerReplica, replicas } from '../placement.ts';
import { type ConfigView, defineRule } from '../rule.ts';

const SIZES = ['tp_size', 'pp_size', 'cp_size', 'dp_shard_size', 'dp_replicate_size', 'n_init_replicas'];

/** The rollout's sizes as those of the policy. */
function sameSizes(view: ConfigView): Remedy {
  const set = SIZES.flatMap((size) => {
    const [given, other] = (['policy', 'rollout'] as const).map((role) =>
      view.written(`${role}.parallelism.${size}`),
    );
    return given === other ? [] : [[`rollout.parallelism.${size}`, given ?? 1n] as const];
  });
  return toSet(Object.fromEntries(set));
}

export const colocatedMismatch = defineRule({
  id: 'colocated-mismatch',
  summary: 'colocated mode with different needs of policy and rollout',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`mode = "colocated"` in an SFT config, or with other numbers of replicas or GPUs for policy and rollout.',
    why: 'The launcher asserts that both have the same number of replicas, of which SFT has none for the rollout, and the same number of GPUs (launcher/launch_all.py, 0.3.9 to 0.4.7).',
    fix: 'Remove `mode`, or give [rollout.parallelism] the sizes of the policy.',
  },
  evaluate(view) {
    if (view.text('mode') !== 'colocated' || !view.context.engine.has('colocated')) return [];
    const because = 'the launcher ends with an AssertionError (launcher/launch_all.py)';
    if (view.trainer === 'sft')
      return [
        {
          ...view.at('mode'),
          message: '`mode = "colocated"` is for RL: SFT has no rollout replicas',
          because,
          remedy: toRemove('mode'),
          fix: [{ op: 'remove', key: 'mode' }],
        },
      ];
    const gpus = (['policy', 'rollout'] as const).map((role) => gpusPerReplica(view.config, role));
    const counts = (['policy', 'rollout'] as const).map((role) => replicas(view.config, role));
    if (gpus[0] === gpus[1] && counts[0] === counts[1]) return [];
    return [
      {
        ...view.at('mode'),
        message: `colocated mode needs the same for both: policy has ${counts[0]} × ${gpus[0]} GPUs, rollout ${counts[1]} × ${gpus[1]}`,
        because,
        remedy: sameSizes(view),
        data: { gpus, counts },
      },
    ];
  },
});
