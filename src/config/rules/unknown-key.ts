/** A key that this engine version does not have. */
import { VALIDATION_KEYS } from '../../engine/dialect.ts';
import { fieldOf } from '../../engine/schema/schema.ts';
import { nearest } from '../../findings/nearest.ts';
import { defineRule } from '../rule.ts';
import { joinKey, leavesOf } from '../value.ts';

export const unknownKey = defineRule({
  id: 'unknown-key',
  summary: 'a key that this engine version does not have',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'The config holds a key that the engine version does not define.',
    why: 'cosmos-rl drops unknown keys, at any depth, without a word (pydantic extra="ignore" in policy/config/__init__.py, all versions), so the setting has no effect.',
    fix: 'Use the suggested key, or remove it with `~key`. Keys of your own entry script belong under `[custom]`.',
  },
  evaluate(view) {
    const { schema, engine } = view.context;
    const renamed = new Map(
      VALIDATION_KEYS.flatMap(([now, old]) => [[now, old] as const, [old, now] as const]),
    );
    return leavesOf(view.config).flatMap(([path]) => {
      const key = joinKey(path);
      if (fieldOf(schema, key) !== undefined) return [];
      const other = renamed.get(key);
      const siblings = [...schema.keys()];
      const suggestion =
        other !== undefined && schema.has(other)
          ? other
          : (siblings.find((known) => known.split('.').at(-1) === path.at(-1)) ?? nearest(key, siblings));
      return [
        {
          ...view.at(key),
          message: `\`${key}\` is not a setting of cosmos-rl ${engine.version}`,
          because: 'cosmos-rl drops unknown keys without a word, so this setting would have no effect',
          help: suggestion === undefined ? `remove it with \`~${key}\`` : `did you mean \`${suggestion}\`?`,
          data: { key, ...(suggestion === undefined ? {} : { suggestion }) },
        },
      ];
    });
  },
});
