/** How many checkpoints stay. */
import { toRemove, toSet } from '../../../findings/remedy.ts';
import { KEEP_KEY } from '../keys.ts';
import { defineRule } from '../rule.ts';

export const keepsNoCheckpoint = defineRule({
  id: 'keeps-no-checkpoint',
  summary: 'custom.run.keep is no number of checkpoints',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: '`custom.run.keep` is less than one, or no whole number.',
    why: 'It says how many whole checkpoints cookbook-run keeps while a run trains; the trainer removes none, and a run without any cannot be resumed.',
    fix: 'Write a whole number from 1 on, or leave it out: then all of them stay.',
  },
  evaluate(view) {
    const keep = view.written(KEEP_KEY);
    if (keep === undefined || (typeof keep === 'bigint' && keep >= 1n)) return [];
    return [
      {
        ...view.at(KEEP_KEY),
        message: `${KEEP_KEY} is ${JSON.stringify(keep, (_, value) => (typeof value === 'bigint' ? Number(value) : value))}, which is no number of checkpoints`,
        remedy: [toSet({ [KEEP_KEY]: 3n }), toRemove(KEEP_KEY)],
        data: {},
      },
    ];
  },
});
