/** A value outside the documented choices. */

import { joinKey, leavesOf, type TomlValue } from '../../../config/value.ts';
import type { FindingDraft } from '../../../findings/finding.ts';
import { nearest } from '../../../findings/nearest.ts';
import { note, toSet } from '../../../findings/remedy.ts';
import { type ConfigView, defineRule } from '../rule.ts';

/** Keys whose values plugins extend. */
const PLUGIN_KEYS = new Set(['train.train_policy.trainer_type', 'rollout.backend', 'vla.vla_type']);

/** Values that work although the schema does not list them (read from the sources named). */
const WORKING: Readonly<Record<string, readonly string[]>> = {
  // policy/trainer/optm/__init__.py, 0.4.7: the 8-bit ones come from torchao.
  'train.optm_name': ['Adam8bit', 'AdamW8bit'],
  // utils/util.py str2torch_dtype: every float type, in any case.
  'train.fsdp_reduce_dtype': ['bfloat16', 'float16'],
  'distillation.fsdp_reduce_dtype': ['bfloat16', 'float16'],
  // policy/trainer/llm_trainer/grpo_trainer.py compute_loss, 0.4.7.
  'train.train_policy.loss_type': ['token-sum'],
  // rollout/worker/rollout_control.py, 0.3.9 to 0.4.7: gpt-oss.
  'rollout.quantization': ['mxfp4'],
};

/** torch.distributed.pipelining knows more schedules than the engine documents. */
const OPEN = new Set(['policy.parallelism.pp_schedule', 'rollout.parallelism.pp_schedule']);

function works(key: string, value: string, choices: readonly string[]): boolean {
  if (choices.includes(value) || WORKING[key]?.includes(value) === true) return true;
  return /_dtype$/.test(key) && [...choices, ...(WORKING[key] ?? [])].includes(value.toLowerCase());
}

/** Whether the run reads the key at all: settings of rollouts and of features that are off change nothing. */
function isRead(view: ConfigView, key: string): boolean {
  if (/^(rollout|distillation)\./.test(key)) return view.trainer !== 'sft';
  const quantised = /^train\.(fp[48])\./.exec(key)?.[1];
  if (quantised !== undefined) return view.bool(`train.${quantised}.enable_${quantised}`);
  return !key.startsWith('policy.diffusers.') || view.bool('policy.is_diffusers');
}

/** The finding for one text that is none of `choices`. */
function outside(
  view: ConfigView,
  key: string,
  value: TomlValue | undefined,
  choices: readonly string[],
): readonly FindingDraft[] {
  if (typeof value !== 'string' || works(key, value, choices)) return [];
  const near = choices.find((choice) => choice === value.trim().toLowerCase()) ?? nearest(value, choices);
  return [
    {
      ...view.at(key),
      ...(OPEN.has(key) || !isRead(view, key) ? { severity: 'warning' as const } : {}),
      message: `\`${key}\` is "${value}", which is none of ${choices.join(', ')}`,
      because: 'cosmos-rl does not enforce its choices: the run would fail later, or do something else',
      remedy:
        near === undefined || Array.isArray(view.written(key))
          ? near === undefined
            ? toSet({ [key]: choices[0] }, `use one of ${choices.join(', ')}: {}`)
            : note(`did you mean "${near}"?`)
          : toSet({ [key]: near }, `did you mean "${near}"? {}`),
      ...(near === undefined || Array.isArray(view.written(key))
        ? {}
        : { fix: [{ op: 'set' as const, key, value: near }] }),
      data: { key, value, choices },
    },
  ];
}

export const valueOutsideChoices = defineRule({
  id: 'value-outside-choices',
  summary: 'a value outside the documented choices',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A value is none of those that the key documents, and none that is known to work besides.',
    why: "The choices in the engine's schema are documentation: pydantic accepts any text, and the run fails late, e.g. optm_decay_type when the decay phase begins, optm_name when the optimizer is built (policy/trainer/optm/__init__.py, 0.4.7).",
    fix: 'Use one of the values listed.',
  },
  evaluate(view) {
    const { schema } = view.context;
    const rejected = new Set(view.decision.reasons.map(({ key }) => key));
    return leavesOf(view.config).flatMap(([path, value]) => {
      const key = joinKey(path);
      const field = schema.get(key);
      const choices = field?.choices?.filter((choice) => typeof choice === 'string');
      // What pydantic enforces itself is for wrong-type.
      if (choices === undefined || choices.length === 0 || field?.choicesEnforced === true) return [];
      if (PLUGIN_KEYS.has(key) || rejected.has(key)) return [];
      return (Array.isArray(value) ? value : [value]).flatMap((each) => outside(view, key, each, choices));
    });
  },
});
