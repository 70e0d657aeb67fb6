/** A batch that the pipeline cannot be cut into. */

import type { FindingDraft } from '../../../findings/finding.ts';
import { toSet } from '../../../findings/remedy.ts';
import { type ConfigView, defineRule } from '../rule.ts';

const SIZE = 'policy.parallelism.pp_size';
const MICRO = 'policy.parallelism.pp_micro_batch_size';

/** A number of samples, what it must be a multiple of, and that in words. */
type Cut = readonly [key: string, samples: number | undefined, by: number, words: string];

function cuts(view: ConfigView, pp: number, micro: number): readonly Cut[] {
  const batch = view.number('train.train_batch_per_replica');
  const stages = `pp_micro_batch_size ${micro} × pp_size ${pp}`;
  const validation = view.bool('validation.enable') ? view.number('validation.batch_size') : undefined;
  return [
    ['train.train_batch_per_replica', batch, micro * pp, stages],
    [
      'train.train_policy.mini_batch',
      view.number('train.train_policy.mini_batch'),
      micro,
      `pp_micro_batch_size ${micro}`,
    ],
    ['validation.batch_size', validation, micro * pp, stages],
  ];
}

export const pipelineNotDivisible = defineRule({
  id: 'pipeline-not-divisible',
  summary: 'a batch that the pipeline cannot be cut into',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'With `policy.parallelism.pp_size` above 1, the batch or the validation batch is no multiple of pp_micro_batch_size × pp_size, or mini_batch none of pp_micro_batch_size.',
    why: 'The schedules of the pipeline assert it while the model is built (policy/model/gpt/parallelize.py and the other native models, all versions); the Config checks only a part of it, and which part depends on the version.',
    fix: 'Make the sizes multiples of each other.',
  },
  evaluate(view) {
    const pp = view.number(SIZE) ?? 1;
    const micro = view.number(MICRO) ?? 1;
    // On the Hugging Face path there is no pipeline at all, and what the Config refuses is told by engine-rejects.
    if (pp < 2 || micro < 1 || view.hfPath === true || !view.decision.accepts) return [];
    return cuts(view, pp, micro).flatMap(([key, samples, by, words]): FindingDraft[] => {
      if (samples === undefined || samples < 1 || samples % by === 0) return [];
      return [
        {
          ...view.at(key),
          message: `\`${key}\` ${samples} is no multiple of ${words}`,
          because:
            'the pipeline schedule asserts it while the model is built (policy/model/*/parallelize.py)',
          remedy: toSet({ [key]: BigInt(Math.ceil(samples / by) * by) }, `{}, or a smaller ${MICRO}`),
          data: { samples, by },
        },
      ];
    });
  },
});
