/** A placeholder was left in the config. */

import { joinKey, leavesOf, type TomlValue } from '../../../config/value.ts';
import { note } from '../../../findings/remedy.ts';
import { defineRule } from '../rule.ts';

const PLACEHOLDER = new RegExp(
  [
    String.raw`(^|[/\s"])(path|dir|folder)[/_-]to(?=[/_-]|$)`,
    String.raw`^\/?(your|my)[-_ ](path|model|dataset|data|folder|dir)\b`,
    String.raw`\/your([-_ ]|\/|$)`,
    String.raw`<[A-Za-z][\w -]*>`,
    String.raw`\{\{.*\}\}`,
    String.raw`\bYOUR[_-][A-Z]`,
    String.raw`^(\.\.\.|\?\?\?|TODO|FIXME|CHANGE[_-]?ME|xxx+)$`,
  ].join('|'),
  'i',
);

/** Texts of a value with their keys; lists are looked into. */
function texts(key: string, value: TomlValue): ReadonlyArray<readonly [string, string]> {
  if (typeof value === 'string') return [[key, value]];
  return Array.isArray(value) ? value.flatMap((item) => texts(key, item as TomlValue)) : [];
}

export const placeholderLeft = defineRule({
  id: 'placeholder-left',
  summary: 'a placeholder was left in the config',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'A value still holds a placeholder of a template.',
    why: 'The engine takes it literally and fails minutes later, or hangs when it is the model. A file that is only checked may be a template, so that a placeholder is a warning there, except for the model; before a launch it is an error.',
    fix: 'Fill it in.',
  },
  evaluate(view) {
    const dropped = view.decision.dropped;
    return leavesOf(view.config).flatMap(([path, leaf]) => {
      const key = joinKey(path);
      // What the engine does not read is for unknown-key.
      if (dropped.some((one) => key === one || key.startsWith(`${one}.`))) return [];
      return texts(key, leaf).flatMap(([, value]) => {
        if (/prompt/.test(key) || !PLACEHOLDER.test(value)) return [];
        const fatal = view.context.launch === true || key === 'policy.model_name_or_path';
        return [
          {
            ...view.at(key),
            severity: fatal ? ('error' as const) : ('warning' as const),
            message: `\`${key}\` still holds a placeholder: "${value}"`,
            remedy: note(`write the real value of \`${key}\``),
            data: { key, value },
          },
        ];
      });
    });
  },
});
