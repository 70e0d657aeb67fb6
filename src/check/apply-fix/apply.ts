/** Safe changes on the text of a config: comments and order stay. A change whose result does not read as meant is not made. */

import { writeTomlValue } from '../../config/toml.ts';
import { readDocument } from '../../config/toml-0.10/document.ts';
import type { TreePlace } from '../../config/toml-0.10/tree.ts';
import {
  getValue,
  isTable,
  joinKey,
  splitKey,
  type TomlTable,
  type TomlValue,
  withValue,
} from '../../config/value.ts';
import type { Edit } from '../../findings/finding.ts';

/** The new text, what was changed in it, and what could not be done on the text. */
export interface Fixed {
  readonly text: string;
  readonly applied: readonly Edit[];
  readonly left: readonly Edit[];
}

/** A table header of the text. */
interface Section {
  readonly path: readonly string[];
  readonly start: number;
}

type Places = ReadonlyMap<string, TreePlace>;

/** Headers in order; the top of the file is the first. */
function sectionsOf(text: string, places: Places): readonly Section[] {
  const found = new Map<number, readonly string[]>([[-1, []]]);
  for (const { key, start, value } of places.values()) {
    if (value !== undefined || text.charAt(start) !== '[') continue;
    const path = splitKey(key);
    if ((found.get(start)?.length ?? 0) < path.length) found.set(start, path);
  }
  return [...found].map(([start, path]) => ({ path, start })).sort((a, b) => a.start - b.start);
}

const lineStart = (text: string, offset: number) => text.lastIndexOf('\n', offset - 1) + 1;
const lineEnd = (text: string, offset: number) => {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
};

/** Key names as they are written. */
const written = (path: readonly string[]) => joinKey(path);

/** The lines that a key has for itself, or `undefined` where it shares them. */
function linesOf(text: string, place: TreePlace): { readonly from: number; readonly to: number } | undefined {
  if (place.value === undefined) return undefined;
  const from = lineStart(text, place.start);
  const to = lineEnd(text, place.value.end);
  const alone =
    text.slice(from, place.start).trim() === '' && /^[ \t]*(#.*)?\n?$/.test(text.slice(place.value.end, to));
  return alone ? { from, to } : undefined;
}

function cut(text: string, from: number, to: number, by = ''): string {
  return text.slice(0, from) + by + text.slice(to);
}

/** Puts `line` (without its end) at the end of the table `path`, which is opened at the end of the file if it is not there. */
function insert(
  text: string,
  places: Places,
  path: readonly string[],
  line: (name: string) => string,
): string {
  const table = path.slice(0, -1);
  const sections = sectionsOf(text, places);
  const index = sections.findIndex((section) => joinKey(section.path) === joinKey(table));
  const name = path.slice(-1);
  const ended = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  if (index < 0) return `${ended}${ended === '' ? '' : '\n'}[${written(table)}]\n${line(written(name))}\n`;
  const to = sections[index + 1]?.start ?? Number.POSITIVE_INFINITY;
  const from = sections[index]?.start ?? -1;
  const ends = [...places.values()]
    .filter(({ start, value }) => start > from && start < to && value !== undefined)
    .map(({ value }) => value?.end ?? 0);
  const after = Math.max(from, ...ends);
  const at = after < 0 ? 0 : lineEnd(ended, after);
  const indent = /^[ \t]*/.exec(ended.slice(lineStart(ended, Math.max(0, after))))?.[0] ?? '';
  return cut(ended, at, at, `${indent}${line(written(name))}\n`);
}

/** Puts the key beside one that stands in the same table: dotted keys and inline tables have no header to go below. */
function beside(
  text: string,
  places: Places,
  path: readonly string[],
  line: (name: string) => string,
): string | undefined {
  const table = path.slice(0, -1);
  const sibling = [...places.values()].findLast(({ key, value }) => {
    const parts = splitKey(key);
    return (
      value !== undefined && parts.length === path.length && joinKey(parts.slice(0, -1)) === joinKey(table)
    );
  });
  if (sibling?.value === undefined) return undefined;
  const name = written(path.slice(-splitKey(text.slice(sibling.start, sibling.end)).length));
  const lines = linesOf(text, sibling);
  if (lines === undefined) return cut(text, sibling.value.end, sibling.value.end, `, ${line(name)}`);
  const indent = text.slice(lines.from, sibling.start);
  const end = text.endsWith('\n') || lines.to < text.length ? '' : '\n';
  return cut(text, lines.to, lines.to, `${end}${indent}${line(name)}${end === '' ? '\n' : ''}`);
}

function set(text: string, places: Places, key: string, value: TomlValue): string | undefined {
  const place = places.get(key);
  const shown = writeTomlValue(value);
  if (place === undefined) return insert(text, places, splitKey(key), (name) => `${name} = ${shown}`);
  return place.value === undefined ? undefined : cut(text, place.value.start, place.value.end, shown);
}

function remove(text: string, places: Places, key: string): string | undefined {
  const place = places.get(key);
  const lines = place === undefined ? undefined : linesOf(text, place);
  return lines === undefined ? undefined : cut(text, lines.from, lines.to);
}

/** Renames a table: its own header and those below it. */
function renameTable(text: string, places: Places, from: readonly string[], to: readonly string[]): string {
  const headers = sectionsOf(text, places).filter(
    ({ path, start }) =>
      start >= 0 && path.length >= from.length && from.every((part, i) => part === path[i]),
  );
  return [...headers].reverse().reduce((now, { path, start }) => {
    const old = /^(\[{1,2})[^\]]*(\]{1,2})/.exec(now.slice(start));
    const name = written([...to, ...path.slice(from.length)]);
    return old === null ? now : cut(now, start, start + old[0].length, `${old[1]}${name}${old[2]}`);
  }, text);
}

function rename(text: string, places: Places, key: string, to: string): string | undefined {
  const place = places.get(key);
  if (place === undefined) return undefined;
  const target = splitKey(to);
  if (place.value === undefined) return renameTable(text, places, splitKey(key), target);
  const lines = linesOf(text, place);
  // What stands in the text may be a part of the key: the rest is the header's, or the inline table's.
  const shown = splitKey(text.slice(place.start, place.end)).length;
  const above = splitKey(key).slice(0, -shown);
  if (target.length === splitKey(key).length && above.every((part, i) => part === target[i]))
    return cut(text, place.start, place.end, written(target.slice(-shown)));
  if (lines === undefined) return undefined;
  const rest = text.slice(place.value.start, lines.to).replace(/\n$/, '');
  const without = cut(text, lines.from, lines.to);
  const reading = readDocument(without);
  return reading.ok ? insert(without, reading.places, target, (name) => `${name} = ${rest}`) : undefined;
}

/** The table as it must read after the edit. */
function expected(table: TomlTable, edit: Edit): TomlTable | undefined {
  const path = splitKey(edit.key);
  const value = getValue(table, path);
  if (edit.op === 'set') return withValue(table, path, edit.value as TomlValue);
  if (value === undefined) return undefined;
  const without = withValue(table, path, undefined);
  if (edit.op === 'remove') return without;
  const to = splitKey(edit.to ?? '');
  return to.length === 0 || getValue(table, to) !== undefined ? undefined : withValue(without, to, value);
}

/** The same values; tables that became empty do not count, nor does the order of keys. */
function sameTable(a: TomlValue | undefined, b: TomlValue | undefined): boolean {
  const empty = (value: TomlValue | undefined): boolean =>
    value === undefined ||
    (isTable(value) && Object.values(value).every((item) => isTable(item) && empty(item)));
  if (empty(a) && empty(b)) return true;
  if (isTable(a) && isTable(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => sameTable(getValue(a, [key]), getValue(b, [key])));
  }
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => sameTable(item as TomlValue, b[i] as TomlValue));
  if (a instanceof Date && b instanceof Date) return a.toISOString() === b.toISOString();
  return Object.is(a, b);
}

function once(text: string, edit: Edit): string | undefined {
  const before = readDocument(text);
  if (!before.ok) return undefined;
  const wanted = expected(before.table, edit);
  if (wanted === undefined) return undefined;
  const { places } = before;
  const good = (next: string | undefined) => {
    const after = next === undefined ? undefined : readDocument(next);
    return after?.ok === true && sameTable(after.table, wanted) ? next : undefined;
  };
  if (edit.op === 'remove') return good(remove(text, places, edit.key));
  if (edit.op === 'rename') return good(rename(text, places, edit.key, edit.to ?? ''));
  const value = edit.value as TomlValue;
  const line = (name: string) => `${name} = ${writeTomlValue(value)}`;
  return (
    good(set(text, places, edit.key, value)) ??
    (places.has(edit.key) ? undefined : good(beside(text, places, splitKey(edit.key), line)))
  );
}

/** Applies edits in order; each is made wholly or not at all. */
export function applyEdits(text: string, edits: readonly Edit[]): Fixed {
  let now = text;
  const applied: Edit[] = [];
  const left: Edit[] = [];
  for (const edit of edits) {
    const next = once(now, edit);
    if (next === undefined) left.push(edit);
    else {
      now = next;
      applied.push(edit);
    }
  }
  return { text: now, applied, left };
}
