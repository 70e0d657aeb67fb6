/** A key under [custom] that looks like one of our entry scripts' keys. */
import { editDistance } from '../../findings/nearest.ts';
import { CUSTOM_KEYS } from '../custom-keys.ts';
import { defineRule } from '../rule.ts';
import { isTable } from '../value.ts';

export const customKeyMisspelt = defineRule({
  id: 'custom-key-misspelt',
  summary: 'a key under [custom] that looks like one of our entry scripts',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: 'A key under [custom.dataset], [custom.vision] or [custom.prompts] is one letter or two away from a key that our entry scripts read.',
    why: '[custom] is free for scripts, so that the engine takes any key there; our scripts refuse what they do not know, others read past it.',
    fix: 'Correct the key, if the script is one of ours.',
  },
  evaluate(view) {
    return Object.entries(CUSTOM_KEYS).flatMap(([table, known]) => {
      const given = view.written(`custom.${table}`);
      if (!isTable(given)) return [];
      return Object.keys(given).flatMap((name) => {
        const near = known.find((key) => key.length > 5 && key !== name && editDistance(key, name) <= 2);
        if (known.includes(name) || near === undefined || Object.hasOwn(given, near)) return [];
        const key = `custom.${table}.${name}`;
        return [
          {
            ...view.at(key),
            message: `\`${key}\` looks like \`${near}\`, which our entry scripts read`,
            help: `did you mean \`custom.${table}.${near}\`?`,
            data: { key, suggestion: near },
          },
        ];
      });
    });
  },
});
