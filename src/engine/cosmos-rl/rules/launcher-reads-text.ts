/** A parallel size that the workers convert and the launcher does not. */
import { toSet } from '../../../findings/remedy.ts';
import { toInt } from '../../pydantic-lax.ts';
import { defineRule } from '../rule.ts';

const SIZES = ['tp_size', 'pp_size', 'cp_size', 'dp_shard_size', 'dp_replicate_size', 'n_init_replicas'];

export const launcherReadsText = defineRule({
  id: 'launcher-reads-text',
  summary: 'a parallel size that the workers convert and the launcher does not',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A size in [policy.parallelism] is a text or a float, such as "2" or 2.0.',
    why: 'The launcher multiplies the values as it finds them in the file, before any Config (launcher/launch_all.py, all versions): "2" times 4 is "2222" in Python, and a float is no number of GPUs.',
    fix: 'Write a whole number without quotes.',
  },
  evaluate(view) {
    return SIZES.flatMap((size) => {
      const key = `policy.parallelism.${size}`;
      const value = view.written(key);
      if (typeof value !== 'string' && typeof value !== 'number') return [];
      const whole = toInt(value);
      // What the workers do not convert either is for wrong-type.
      if ('error' in whole || typeof whole.value !== 'bigint') return [];
      return [
        {
          ...view.at(key),
          message: `\`${key}\` is ${typeof value === 'string' ? `the text "${value}"` : `the float ${value.toFixed(1)}`}, with which the launcher cannot count GPUs`,
          because: 'the workers convert it, the launcher multiplies it as it is (launcher/launch_all.py)',
          remedy: toSet({ [key]: whole.value }),
          fix: [{ op: 'set' as const, key, value: whole.value }],
          data: { key },
        },
      ];
    });
  },
});
