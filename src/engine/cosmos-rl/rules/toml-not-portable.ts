/** A value that the engine's TOML reader garbles. */

import { keyProblem, valueProblem } from '../../../config/toml-0.10/limits.ts';
import { joinKey, leavesOf } from '../../../config/value.ts';
import { note } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

export const tomlNotPortable = defineRule({
  id: 'toml-not-portable',
  summary: "a value that the engine's TOML reader garbles",
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: "A value or key cannot pass the engine's own TOML reader and writer unchanged.",
    why: 'The launcher reads the file with Python toml 0.10.2 and writes it again for the workers: backslash followed by x, control characters, texts of quotes only, keys with backslashes and lists that mix types come out changed or not at all (executed).',
    fix: 'Write the value differently, e.g. `[.]` for an escaped dot in a pattern.',
  },
  evaluate(view) {
    return leavesOf(view.config).flatMap(([path, value]) => {
      const key = joinKey(path);
      const why = path.map(keyProblem).find((problem) => problem !== undefined) ?? valueProblem(value);
      if (why === undefined) return [];
      return [
        {
          ...view.at(key),
          message: `\`${key}\` holds ${why}, which Python toml 0.10.2 does not carry to the workers unchanged`,
          remedy: note('write it without that; in a pattern `[.]` stands for an escaped dot'),
          data: { key },
        },
      ];
    });
  },
});
