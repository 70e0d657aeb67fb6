/** A key that this engine version does not have. */

import { getValue, isTable, joinKey, leavesOf, splitKey, withValue } from '../../../config/value.ts';
import type { Edit } from '../../../findings/finding.ts';
import { note, type Remedy, toRemove } from '../../../findings/remedy.ts';
import { decide } from '../config-class/decision.ts';
import { type KeyHint, keyHint } from '../key-hint.ts';
import { type ConfigView, defineRule } from '../rule.ts';
import { taoMarks } from '../tao.ts';

/** One dropped key, or one key in a dropped table, with what it was meant to be. */
interface Dropped extends KeyHint {
  readonly key: string;
}

/** The hints for a dropped key; a table has one for each of its keys that belongs somewhere. */
function hintsFor(view: ConfigView, key: string): readonly Dropped[] {
  const path = splitKey(key);
  const value = getValue(view.config, path);
  const ask = (each: readonly string[], table = false) =>
    keyHint(each, view.context.engine.known, view.trainer, table);
  const own = { key, ...ask(path, isTable(value)) };
  if (!isTable(value)) return [own];
  const below = leavesOf(value, path).map(([leaf]) => ({ key: joinKey(leaf), ...ask(leaf) }));
  const scripts = below.filter(({ to }) => to?.startsWith('custom.') === true);
  if (scripts.length > 0 && scripts.length === below.length) return scripts;
  if (own.kind !== 'unknown') return [own];
  const known = below.filter(({ kind }) => kind !== 'unknown' && kind !== 'typo');
  return known.length > 0 ? known : [own];
}

/** The renames that are certain: the value fits the new key, which is not set yet. */
function fixFor(view: ConfigView, hints: readonly Dropped[]): readonly Edit[] {
  return hints.flatMap(({ key, to, movable, obsolete }): Edit[] => {
    const value = getValue(view.config, splitKey(key));
    if (obsolete === true) return [{ op: 'remove', key }];
    if (
      to === undefined ||
      !movable ||
      value === undefined ||
      isTable(value) ||
      view.written(to) !== undefined ||
      // A key of the table [policy.lora] turns LoRA on, which is no small change.
      (to.startsWith('policy.lora.') && view.written('policy.lora') === undefined)
    )
      return [];
    const without = withValue(view.config, splitKey(key), undefined);
    const after = decide(withValue(without, splitKey(to), value), view.context.engine);
    const worse = after.reasons.length > view.decision.reasons.length || after.dropped.includes(to);
    return worse ? [] : [{ op: 'rename', key, to }];
  });
}

function messageFor(view: ConfigView, key: string, table: boolean, hints: readonly Dropped[]): string {
  const [first] = hints;
  if (first?.kind === 'quoted') return `\`${key}\` is ${first.note}`;
  const note = first?.note === undefined || hints.length > 1 ? '' : `: ${first.note}`;
  return `\`${key}\` is not a ${table ? 'table' : 'setting'} of cosmos-rl ${view.context.engine.version}${note}`;
}

/** The rename where it is certain, the suggestion where it is not, and in any case that the key can go. */
function remediesFor(
  key: string,
  kind: string | undefined,
  suggestion: readonly string[],
  fix: readonly Edit[],
): readonly Remedy[] {
  if (suggestion.length === 0) return [toRemove(key)];
  const meant = `did you mean ${suggestion.join(', ')}?`;
  if (fix.length === 0)
    return [note(meant), { kind: 'override', remove: [key], text: 'or leave it out: {}' }];
  const text =
    kind === 'quoted' ? `write ${suggestion.join(', ')} without the quotes, or let \`--fix\` do it` : meant;
  return [{ kind: 'edit', edits: fix, text }];
}

/** A table of its own at the top, with nothing in it that the engine knows: most likely a script reads it from the file. */
function isScriptsOwn(key: string, table: boolean, hints: readonly Dropped[]): boolean {
  const meant = hints.filter(({ kind }) => kind !== 'unknown');
  return table && !key.includes('.') && meant.every(({ kind }) => kind === 'foreign') && meant.length < 2;
}

export const unknownKey = defineRule({
  id: 'unknown-key',
  summary: 'a key that this engine version does not have',
  severity: 'error',
  enforcedBy: 'nobody',
  docs: {
    what: 'The config holds a key or a table that the engine version does not define: misspelt, in the wrong table, of another version, or of another trainer.',
    why: 'cosmos-rl drops unknown keys, at any depth, without a word (pydantic extra="ignore" in policy/config/__init__.py, all versions), so the setting has no effect.',
    fix: 'Use the suggested key, or remove it with `~key`. Keys of your own entry script belong under `[custom]`.',
  },
  evaluate(view) {
    const tao = new Set(taoMarks(view).map(({ key }) => key));
    const dropped = view.decision.dropped.filter((key) => !tao.has(key));
    return dropped.map((key) => {
      const hints = hintsFor(view, key);
      const [first] = hints;
      const fix = fixFor(view, hints);
      const table = isTable(getValue(view.config, splitKey(key)));
      const own = isScriptsOwn(key, table, hints);
      const moves = hints.filter(({ to }) => to !== undefined);
      const suggestion = moves.map(({ key: from, to }) =>
        hints.length === 1 ? `\`${to}\`` : `\`${to}\` for \`${from}\``,
      );
      return {
        ...view.at(key),
        message: messageFor(view, key, table, hints),
        ...(own ? { severity: 'warning' as const } : {}),
        because: own
          ? 'the engine drops it without a word; only a script that reads the file itself would see it'
          : 'cosmos-rl drops unknown keys without a word, so this setting would have no effect',
        remedy: remediesFor(key, first?.kind, suggestion, own ? [] : fix),
        ...(fix.length === 0 || own ? {} : { fix }),
        data: {
          key,
          kind: first?.kind ?? 'unknown',
          ...(first?.to === undefined ? {} : { suggestion: first.to }),
          ...(hints.length > 1 ? { moves: moves.map(({ key: from, to }) => ({ from, to })) } : {}),
        },
      };
    });
  },
});
