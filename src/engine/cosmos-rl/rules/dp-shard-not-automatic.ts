/** dp_shard_size = -1, which does not mean all GPUs here. */
import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

const KEY = 'policy.parallelism.dp_shard_size';

export const dpShardNotAutomatic = defineRule({
  id: 'dp-shard-not-automatic',
  summary: 'dp_shard_size = -1, which does not mean all GPUs',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: '`policy.parallelism.dp_shard_size` is -1.',
    why: 'The launcher counts -1 as 1 GPU and starts that many ranks, so that -1 resolves to 1 and never to all GPUs (launcher/launch_all.py, utils/parallelism.py, all versions).',
    fix: 'Write the number of GPUs to shard over.',
  },
  evaluate(view) {
    if (view.written(KEY) === undefined || view.number(KEY) !== -1) return [];
    return [
      {
        ...view.at(KEY),
        message: `\`${KEY} = -1\` trains on one GPU: the launcher counts it as 1`,
        because: 'it is resolved from the number of ranks, which the launcher has set by then',
        remedy: toSet({ [KEY]: BigInt(view.context.gpus ?? 8) }),
      },
    ];
  },
});
