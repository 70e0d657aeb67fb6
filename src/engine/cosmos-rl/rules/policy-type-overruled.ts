/** The engine takes another trainer than the one written. */

import { toRemove, toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

const GRPO_KEYS = ['temperature', 'epsilon_low', 'epsilon_high', 'kl_beta'];

export const policyTypeOverruled = defineRule({
  id: 'policy-type-overruled',
  summary: 'the engine takes another trainer than the one written',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.train_policy.type` says one trainer, and the other keys of the table make the engine take the other.',
    why: 'Up to 0.4.3 Config.preprocess overwrites the written type: any of temperature, epsilon_low, epsilon_high, kl_beta makes it grpo, none of them makes it sft (policy/config/__init__.py, 0.2.6 and 0.3.9), while the launcher follows the written one.',
    fix: 'Remove the keys of GRPO from an SFT config; write one of them into a GRPO config.',
  },
  evaluate(view) {
    const written = view.written('train.train_policy.type');
    if (typeof written !== 'string' || view.context.engine.has('writtenTypeDecides')) return [];
    const marks = GRPO_KEYS.filter((key) => view.written(`train.train_policy.${key}`) !== undefined);
    const taken = marks.length > 0 ? 'grpo' : 'sft';
    if (written === taken) return [];
    const mark = `train.train_policy.${marks[0] ?? 'temperature'}`;
    return [
      {
        ...view.at('train.train_policy.type'),
        message:
          marks.length > 0
            ? `\`type = "${written}"\` is overruled: with \`${marks[0]}\` cosmos-rl ${view.context.engine.version} trains GRPO`
            : `\`type = "${written}"\` is overruled: without a key of GRPO cosmos-rl ${view.context.engine.version} trains SFT`,
        because: 'Config overwrites the type; the launcher still goes by the written one',
        remedy:
          marks.length > 0
            ? toRemove(...marks.map((name) => `train.train_policy.${name}`))
            : toSet({ [mark]: 1 }),
        data: { written, taken, marks },
      },
    ];
  },
});
