/** A key under [custom] that looks like one that entry scripts read. */

import { CUSTOM_KEYS } from '../../../config/custom-keys.ts';
import { isTable, joinKey, type TomlTable } from '../../../config/value.ts';
import type { FindingDraft } from '../../../findings/finding.ts';
import { editDistance } from '../../../findings/nearest.ts';
import { textAt } from '../../../json/object.ts';
import { bare } from '../foreign-keys.ts';
import { type ConfigView, defineRule } from '../rule.ts';

/** Names that people carry over from other tools. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  numframes: 'nframes',
  framerate: 'fps',
  annotationfile: 'annotation_path',
  mediadir: 'media_path',
  mediaroot: 'media_path',
};

/** The one of `known` that `name` is most likely meant for. */
function meant(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name)) return undefined;
  const other = textAt(OTHER_NAMES, bare(name));
  if (other !== undefined && known.includes(other)) return other;
  return known.find((key) => {
    const distance = editDistance(bare(key), bare(name));
    // Short words are near many others: there only the case may differ, or one letter of four.
    return distance === 0 || (key.length > 3 && distance <= (key.length > 5 ? 2 : 1));
  });
}

function draft(view: ConfigView, path: readonly string[], to: string): FindingDraft {
  const key = joinKey(path);
  return {
    ...view.at(key),
    message: `\`${key}\` looks like \`${to}\`, which entry scripts read`,
    because: 'the engine passes [custom] on as it is, and a script reads past a key that it does not know',
    remedy: { kind: 'edit', edits: [{ op: 'rename', key, to }], text: `did you mean \`${to}\`?` },
    data: { key, suggestion: to },
  };
}

/** Misspelt keys of one known table. */
function inTable(view: ConfigView, table: string, given: TomlTable): readonly FindingDraft[] {
  return Object.keys(given).flatMap((name) => {
    const near = meant(name, Object.keys(CUSTOM_KEYS[table] ?? {}));
    return near === undefined || Object.hasOwn(given, near)
      ? []
      : [draft(view, ['custom', table, name], `custom.${table}.${near}`)];
  });
}

/** A misspelt table, or a key of [custom.vision] that stands above it. */
function atTop(view: ConfigView, name: string, custom: TomlTable): readonly FindingDraft[] {
  if (Object.hasOwn(CUSTOM_KEYS, name)) return [];
  const value = custom[name];
  if (isTable(value)) {
    const near = meant(name, Object.keys(CUSTOM_KEYS));
    const holds = near === undefined ? [] : Object.keys(CUSTOM_KEYS[near] ?? {});
    return near === undefined ||
      Object.hasOwn(custom, near) ||
      !Object.keys(value).some((key) => holds.includes(key))
      ? []
      : [draft(view, ['custom', name], `custom.${near}`)];
  }
  const above = isTable(custom['dataset']) && Object.hasOwn(CUSTOM_KEYS['vision'] ?? {}, name);
  return above ? [draft(view, ['custom', name], `custom.vision.${name}`)] : [];
}

export const customKeyMisspelt = defineRule({
  id: 'custom-key-misspelt',
  summary: 'a key under [custom] that looks like one that entry scripts read',
  severity: 'warning',
  enforcedBy: 'nobody',
  docs: {
    what: 'A key or table under [custom] is one letter or two away from one that our entry scripts, or those published with the recipes, read; or a key of [custom.vision] stands above it.',
    why: '[custom] is free for scripts, so that the engine takes any key there; our scripts refuse what they do not know, others read past it.',
    fix: 'Correct the key, if the script is one of these.',
  },
  evaluate(view) {
    const custom = view.written('custom');
    if (!isTable(custom)) return [];
    return [
      ...Object.keys(custom).flatMap((name) => atTop(view, name, custom)),
      ...Object.keys(CUSTOM_KEYS).flatMap((table) => {
        const given = custom[table];
        return isTable(given) ? inTable(view, table, given) : [];
      }),
    ];
  },
});
