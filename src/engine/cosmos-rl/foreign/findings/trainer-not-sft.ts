/** The engine will run another trainer than SFT. */
import type { FindingKind } from '../../../../findings/finding.ts';

export const trainerNotSft: FindingKind = {
  id: 'trainer-not-sft',
  summary: 'the file is for another trainer of cosmos-rl than SFT',
  severity: 'info',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: 'The engine will run GRPO with this file, because of its `type`, of a key that only GRPO has, or because there is no [train.train_policy] at all, which is a warning. What makes sense for every trainer was checked.',
    why: '`Config.preprocess` chooses the trainer (policy/config/__init__.py): by `type` from 0.4.4 on, before that by keys such as `temperature`.',
    fix: 'For SFT write `type = "sft"` in [train.train_policy] and remove the keys of GRPO.',
  },
};
