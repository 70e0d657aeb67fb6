/** Parallel sizes that exclude each other. */

import { plural } from '../../../findings/amounts.ts';
import type { FindingDraft } from '../../../findings/finding.ts';
import { toSet } from '../../../findings/remedy.ts';
import { gpusPerReplica } from '../placement.ts';
import { type ConfigView, defineRule } from '../rule.ts';

const key = (name: string) => `policy.parallelism.${name}`;

/** Several SFT replicas divide a batch between them from 0.4.0 on; before, they are folded into dp_replicate_size. */
function multiReplica(view: ConfigView, replicas: number, ranks: number): readonly FindingDraft[] {
  if (!view.isSft || replicas < 2 || !view.context.engine.has('sftReplicas')) return [];
  const batch = view.number('train.train_batch_per_replica') ?? 8;
  const shards = Math.max(1, view.number(key('dp_shard_size')) ?? 1);
  const at = view.at(key('n_init_replicas'));
  if (ranks > 1 && batch % ranks !== 0)
    return [
      {
        ...view.at('train.train_batch_per_replica'),
        message: `with n_init_replicas ${replicas} the batch is one of the whole replica, and ${batch} is no multiple of its ${ranks} data-parallel ranks`,
        because: 'the workers assert it (policy/worker/multi_replica_sft_worker.py)',
        remedy: toSet(
          { 'train.train_batch_per_replica': BigInt(Math.ceil(batch / ranks) * ranks) },
          'for example {}',
        ),
      },
    ];
  const validation = view.bool('validation.enable') ? view.number('validation.batch_size') : undefined;
  const uneven: FindingDraft[] =
    ranks > 1 && validation !== undefined && validation % ranks !== 0
      ? [
          {
            ...view.at('validation.batch_size'),
            message: `with n_init_replicas ${replicas} validation.batch_size ${validation} is no multiple of the ${ranks} data-parallel ranks`,
            because: 'the workers assert it (policy/worker/multi_replica_sft_worker.py)',
            remedy: toSet(
              { 'validation.batch_size': BigInt(Math.ceil(validation / ranks) * ranks) },
              'for example {}',
            ),
          },
        ]
      : [];
  return [
    ...uneven,
    {
      ...at,
      severity: 'warning',
      message: `n_init_replicas ${replicas} makes several replicas of the model, each with its own controller traffic`,
      because:
        'a dataset that returns conversations fails there: "tuple indices must be integers or slices, not str" (seen with 0.4.7)',
      remedy: toSet(
        { [key('n_init_replicas')]: 1n, [key('dp_shard_size')]: BigInt(shards * replicas) },
        'shard one replica instead: {}',
      ),
    },
  ];
}

/** Experts are split over the ranks that the other sizes make (utils/parallelism.py, all versions). */
function experts(view: ConfigView, size: (name: string) => number): readonly FindingDraft[] {
  const [ep, pp] = [size('ep'), size('pp')];
  const world = gpusPerReplica(view.config, 'policy');
  // With tp_size above 1 it fails before.
  if (ep < 2 || size('tp') > 1) return [];
  const at = view.at(key('ep_size'));
  if (world % (pp * ep) !== 0)
    return [
      {
        ...at,
        message: `ep_size ${ep}${pp > 1 ? ` × pp_size ${pp}` : ''} does not divide the ${plural(world, 'rank')} of the replica`,
        because: 'ParallelDims raises before registration (utils/parallelism.py)',
        remedy: toSet({ [key('ep_size')]: 1n }, `{}, or a divisor of ${world}`),
      },
    ];
  if (pp > 1 && world > pp * ep)
    return [
      {
        ...at,
        message: `ep_size ${ep} with pp_size ${pp} leaves ${world / (pp * ep)} ranks to shard over, which must be 1`,
        because: 'ParallelDims raises ValueError before registration (utils/parallelism.py)',
        remedy: toSet({ [key('ep_size')]: BigInt(world / pp) }),
      },
    ];
  const family = view.context.family?.name;
  if (family === undefined || /moe|deepseek|gpt_oss/.test(family)) return [];
  return [
    {
      ...at,
      severity: 'warning',
      message: `ep_size ${ep} is for models with experts, and ${family} has none`,
      remedy: toSet({ [key('ep_size')]: 1n }),
    },
  ];
}

export const parallelismConflict = defineRule({
  id: 'parallelism-conflict',
  summary: 'parallel sizes that exclude each other',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'Two parallelism settings cannot be used together.',
    why: 'ParallelDims raises before registration, and the launcher hangs (utils/parallelism.py, 0.4.7). dp_replicate_size > 1 in one replica ends at the first step on 0.4.7 with "Training boundary rejected": seen on a GPU. Several SFT replicas share one batch (policy/worker/multi_replica_sft_worker.py).',
    fix: 'Follow the help of the finding.',
  },
  evaluate(view) {
    const size = (name: string) => view.number(key(`${name}_size`)) ?? 1;
    const ranks = Math.max(1, size('dp_shard')) * Math.max(1, size('dp_replicate'));
    const drafts: FindingDraft[] = [];
    if (size('pp') > 1 && size('dp_replicate') > 1) {
      drafts.push({
        ...view.at(key('dp_replicate_size')),
        message: 'pp_size > 1 needs dp_replicate_size = 1',
        because: 'ParallelDims raises ValueError before registration (utils/parallelism.py)',
        remedy: toSet({ [key('dp_replicate_size')]: 1n }),
      });
    }
    if (size('ep') > 1 && size('tp') > 1) {
      drafts.push({
        ...view.at(key('ep_size')),
        message: 'ep_size > 1 needs tp_size = 1',
        because: 'ParallelDims raises ValueError before registration (utils/parallelism.py)',
        remedy: toSet({ [key('tp_size')]: 1n }),
      });
    }
    drafts.push(...experts(view, size));
    const boundary = view.context.engine.has('trainingBoundary') && view.isSft;
    if (boundary && size('pp') === 1 && size('dp_replicate') > 1) {
      const shard = Math.max(1, size('dp_shard')) * size('dp_replicate');
      drafts.push({
        ...view.at(key('dp_replicate_size')),
        message: `dp_replicate_size ${size('dp_replicate')} ends at the first step on cosmos-rl ${view.context.engine.version}`,
        because: 'seen on GPUs: "Training boundary rejected: Invalid training boundary participant or step"',
        remedy: toSet(
          { [key('dp_replicate_size')]: 1n, [key('dp_shard_size')]: BigInt(shard) },
          'shard instead: {}',
        ),
      });
    }
    const validates = view.bool('validation.enable') && view.isSft;
    if (size('pp') > 1 && validates && view.effective('validation.batch_size') === null)
      drafts.push({
        ...view.at('validation.batch_size'),
        message: 'validation with pp_size > 1 needs validation.batch_size',
        because: 'the pipeline schedule of the validation is built from it (policy/model/gpt/parallelize.py)',
        remedy: toSet({ 'validation.batch_size': BigInt(view.number('train.train_batch_per_replica') ?? 8) }),
      });
    return [...drafts, ...multiReplica(view, view.number(key('n_init_replicas')) ?? 1, ranks)];
  },
});
