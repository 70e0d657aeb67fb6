/** So few checkpoints are kept that the run loses them. */

import { toSet } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

const KEY = 'train.ckpt.max_keep';

export const maxKeepUnsafe = defineRule({
  id: 'max-keep-unsafe',
  summary: 'so few checkpoints are kept that the run loses them',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: '`train.ckpt.max_keep` is below 2, and not the -1 that keeps all (from 0.4.0).',
    why: 'The engine deletes as soon as there are more checkpoints than max_keep: up to 0.3.9 that is all of them for -1 and 0 (utils/checkpoint.py, `len(saved_steps) > max_keep`). With 1 the only complete checkpoint goes while the next is still being written.',
    fix: 'Set train.ckpt.max_keep=2 or more; from 0.4.0 on, -1 keeps all.',
  },
  evaluate(view) {
    const value = view.written(KEY) === undefined ? undefined : view.number(KEY);
    if (value === undefined || value >= 2) return [];
    const newer = view.context.engine.has('maxKeepAll');
    if (newer && value === -1) return [];
    const loses = value < 0 || (!newer && value === 0);
    return [
      {
        ...view.at(KEY),
        severity: loses ? 'error' : 'warning',
        message: loses
          ? `\`${KEY}\` is ${value}: cosmos-rl ${view.context.engine.version} deletes every checkpoint`
          : `\`${KEY}\` is ${value}: there is never a second checkpoint to fall back on`,
        remedy: [toSet({ [KEY]: 2n }), ...(newer ? [toSet({ [KEY]: -1n }, '{} to keep all')] : [])],
        data: { value },
      },
    ];
  },
});
