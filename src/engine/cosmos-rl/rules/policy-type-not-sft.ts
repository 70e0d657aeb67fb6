/** The trainer type is not sft, in a run that cookbook-run is about to launch. */

import { writeTomlValue } from '../../../config/toml.ts';
import { toJson } from '../../../config/value.ts';
import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const policyTypeNotSft = defineRule({
  id: 'policy-type-not-sft',
  summary: 'the trainer type is not sft',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.train_policy.type` is not "sft", and the run is to be launched with `cookbook-run sft`.',
    why: 'cookbook-run plans, supervises and verifies SFT runs; with another type the launcher plans rollout replicas as well (launcher/launch_all.py).',
    fix: 'Set train.train_policy.type="sft".',
  },
  evaluate(view) {
    const type = view.written('train.train_policy.type');
    if (view.context.launch !== true || type === undefined || type === 'sft') return [];
    return [
      {
        ...view.at('train.train_policy.type'),
        message: `\`train.train_policy.type\` is ${writeTomlValue(type)}; this command runs SFT`,
        remedy: toSet({ 'train.train_policy.type': 'sft' }),
        data: { type: toJson(type) },
      },
    ];
  },
});
