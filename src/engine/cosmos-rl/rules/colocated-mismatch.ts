/** Colocated mode with different needs of policy and rollout. */
import { gpusPerReplica, replicas } from '../placement.ts';
import { defineRule } from '../rule.ts';
import { atLeast } from '../versions.ts';

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
    if (view.text('mode') !== 'colocated' || !atLeast(view.context.engine.version, '0.3.9')) return [];
    const because = 'the launcher ends with an AssertionError (launcher/launch_all.py)';
    if (view.trainer === 'sft')
      return [
        {
          ...view.at('mode'),
          message: '`mode = "colocated"` is for RL: SFT has no rollout replicas',
          because,
          help: '~mode',
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
        help: 'give [rollout.parallelism] the sizes of [policy.parallelism]',
        data: { gpus, counts },
      },
    ];
  },
});
