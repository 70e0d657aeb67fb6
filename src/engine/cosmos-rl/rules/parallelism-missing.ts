/** A parallelism key that launcher and workers default differently. */

import type { TomlValue } from '../../../config/value.ts';
import { toSet } from '../../../findings/remedy.ts';
import { type ConfigView, defineRule } from '../rule.ts';

/** Rollout backends that read tp_size; those of plugins and robots may not. */
const LLM = new Set(['vllm', 'vllm_async', 'trtllm']);

type Needed = readonly [key: string, value: TomlValue];

/** Keys without which launcher and workers disagree in this config. */
function needed(view: ConfigView): readonly Needed[] {
  const policy = view.written('train.train_policy');
  // Without the table both take GRPO; with it, Config infers SFT unless a key of GRPO is there.
  const type: Needed[] =
    policy !== undefined && view.trainer === 'sft' ? [['train.train_policy.type', 'sft']] : [];
  // A file without both tables names no trainer: that GRPO is taken is for trainer-not-sft.
  const rollout: Needed[] =
    view.trainer === 'grpo' &&
    !view.overruled &&
    (policy !== undefined || view.written('rollout') !== undefined) &&
    view.text('mode') === 'disaggregated' &&
    LLM.has(view.text('rollout.backend') ?? 'vllm')
      ? [['rollout.parallelism.tp_size', 1n]]
      : [];
  return [['policy.parallelism.tp_size', 1n], ...type, ...rollout];
}

/** A robot's file that names no sizes is for its evaluation script, which has no launcher. */
function isEvaluation(view: ConfigView): boolean {
  const said = (key: string) => view.written(key) !== undefined;
  return said('vla') && said('validation') && !said('policy.parallelism') && !said('rollout.parallelism');
}

export const parallelismMissing = defineRule({
  id: 'parallelism-missing',
  summary: 'a parallelism key that launcher and workers default differently',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A key is missing for which the launcher and the workers assume different values.',
    why: 'Without `tp_size` the launcher starts 1 worker while the worker expects 2 and fails before it registers: the launcher hangs. Without `type = "sft"` the launcher plans a rollout replica beside the training (launcher/launch_all.py, all versions; seen on a GPU with 0.4.7).',
    fix: 'Write the key.',
  },
  evaluate(view) {
    return needed(view).flatMap(([key, value]) =>
      view.written(key) === undefined
        ? [
            {
              ...view.at(key),
              ...(isEvaluation(view) ? { severity: 'warning' as const } : {}),
              message: `\`${key}\` is missing, and the launcher assumes another value for it than the workers`,
              because: key.endsWith('tp_size')
                ? 'the launcher counts 1, the workers 2 (policy/config/__init__.py); they fail before they register, and the launcher hangs'
                : 'the launcher takes "grpo" and starts a rollout replica beside the training, the workers take "sft"',
              remedy: toSet({ [key]: value }),
              fix: [{ op: 'set' as const, key, value }],
              data: { key },
            },
          ]
        : [],
    );
  },
});
