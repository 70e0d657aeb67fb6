/** Parallel sizes that exclude each other. */
import { atLeast } from '../../engine/versions.ts';
import { defineRule } from '../rule.ts';

export const parallelismConflict = defineRule({
  id: 'parallelism-conflict',
  summary: 'parallel sizes that exclude each other',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'Two parallelism settings cannot be used together.',
    why: 'ParallelDims raises before registration, and the launcher hangs (utils/parallelism.py, 0.4.7). dp_replicate_size > 1 in one replica ends at the first step on 0.4.7 with "Training boundary rejected": seen on a GPU.',
    fix: 'Follow the help of the finding.',
  },
  evaluate(view) {
    const size = (name: string) => view.number(`policy.parallelism.${name}_size`) ?? 1;
    const drafts = [];
    if (size('pp') > 1 && size('dp_replicate') > 1) {
      drafts.push({
        ...view.at('policy.parallelism.dp_replicate_size'),
        message: 'pp_size > 1 needs dp_replicate_size = 1',
        help: 'policy.parallelism.dp_replicate_size=1',
      });
    }
    if (size('ep') > 1 && size('tp') > 1) {
      drafts.push({
        ...view.at('policy.parallelism.ep_size'),
        message: 'ep_size > 1 needs tp_size = 1',
        help: 'policy.parallelism.tp_size=1',
      });
    }
    if (atLeast(view.context.engine.version, '0.4.7') && size('pp') === 1 && size('dp_replicate') > 1) {
      drafts.push({
        ...view.at('policy.parallelism.dp_replicate_size'),
        message: `dp_replicate_size ${size('dp_replicate')} ends at the first step on cosmos-rl ${view.context.engine.version}`,
        because: 'seen on GPUs: "Training boundary rejected: Invalid training boundary participant or step"',
        help: 'shard instead: policy.parallelism.dp_replicate_size=1 and a larger dp_shard_size',
      });
    }
    return drafts;
  },
});
