/** A trainer that is not registered, or that does not work for SFT. */

import { editDistance } from '../../../findings/nearest.ts';
import { toRemove, toSet } from '../../../findings/remedy.ts';
import { registeredTrainer, TRAINERS, trainerOf } from '../objective/trainers.ts';
import { defineRule } from '../rule.ts';

const KEY = 'train.train_policy.trainer_type';

/** The registered name that `type` is a slip away from; scripts may give any other name. */
function misspelt(type: string): string | undefined {
  const most = Math.max(1, Math.floor(type.length / 4));
  return TRAINERS.find((one) => editDistance(one.type, type.toLowerCase()) <= most)?.type;
}

export const trainerTypeUnknown = defineRule({
  id: 'trainer-type-unknown',
  summary: 'a trainer that is not registered, or does not work for SFT',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.train_policy.trainer_type` names a trainer that the engine does not have, and no entry script could bring it; or "dpo" in an SFT config.',
    why: 'The name is looked up in the registry before the worker registers, so that the launcher hangs (policy/worker/base.py, 0.4.7). Entry scripts can register their own: with one, only a misspelt name is told, as a warning. The trainer "dpo" reads a setting that only GRPO configs have (policy/trainer/llm_trainer/dpo_trainer.py, 0.4.7).',
    fix: 'Leave it out for plain SFT, or name a trainer that is registered.',
  },
  evaluate(view) {
    const type = view.written(KEY);
    const { engine, script } = view.context;
    if (typeof type !== 'string' || !engine.has('trainerType')) return [];
    if (type === 'dpo' && view.trainer === 'sft' && engine.has('dpoTrainer'))
      return [
        {
          ...view.at(KEY),
          message: `the trainer "dpo" does not work with type = "sft" on cosmos-rl ${engine.version}`,
          because:
            'it reads train_policy.dpo_reference_policy, which only GRPO has (policy/trainer/llm_trainer/dpo_trainer.py)',
          remedy: toRemove(KEY),
        },
      ];
    const diffusers = view.bool('policy.is_diffusers');
    if (trainerOf(registeredTrainer(type, diffusers, view.trainer)) !== undefined) return [];
    const near = diffusers ? undefined : misspelt(type);
    if (script !== 'none' && near === undefined) return [];
    return [
      {
        ...view.at(KEY),
        ...(script === 'none' ? {} : { severity: 'warning' as const }),
        message: `the trainer "${type}" is not one of cosmos-rl ${engine.version}${script === 'none' ? ', and there is no entry script that could register it' : ''}`,
        because: 'the workers look it up before they register, and the launcher hangs',
        remedy: near === undefined ? toRemove(KEY) : toSet({ [KEY]: near }, `did you mean "${near}"? {}`),
        data: { type },
      },
    ];
  },
});
