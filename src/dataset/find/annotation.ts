/** What an annotation file is, told by its first items. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { TomlValue } from '../../config/value.ts';
import { shellWord } from '../../findings/shell-word.ts';
import { isObject, type JsonObject } from '../../json/object.ts';
import { markIn, optionsIn } from '../annotations/choices.ts';
import { fileFault } from '../annotations/file-fault.ts';
import { itemForm, partsForm } from '../annotations/item-form.ts';
import { mediaNames } from '../annotations/media.ts';
import { MediaRoot } from '../annotations/media-root.ts';
import { spokenIn } from '../annotations/turns.ts';
import { arrayItems } from '../json/array-items.ts';
import type { Candidate, ForeignForm } from './candidate.ts';

/** Items that tell what a file is. */
const FIRST = 20;

/** The first items of a file, or what the file is instead. */
function firstItems(path: string): readonly unknown[] | ForeignForm {
  const items: unknown[] = [];
  for (const item of arrayItems(path)) {
    if (!item.ok) {
      const fault = item.problem === 'not-array' ? fileFault(path) : undefined;
      const filter = fault !== undefined && 'filter' in fault ? fault.filter : undefined;
      const jq =
        filter === undefined
          ? ''
          : `jq ${filter.startsWith('-s') ? filter : shellWord(filter)} ${shellWord(path)} > NEW.json`;
      return {
        path,
        what: fault?.why ?? item.why,
        fix: fault?.fix ?? (jq === '' ? 'Correct it.' : `Type: ${jq}`),
      };
    }
    items.push(item.value);
    if (items.length === FIRST) break;
  }
  return items;
}

const EMPTY = { path: '', what: 'it is an empty list', fix: 'Write items into it.' };

/** Settings that name where the media lie, if that is another folder than that of the launch. */
function mediaSettings(path: string, item: JsonObject): Readonly<Record<string, TomlValue>> {
  const names = mediaNames(item);
  const name = typeof names === 'string' ? undefined : [...names.pictures, ...names.clips][0];
  if (name === undefined || name.startsWith('/')) return {};
  const beside = dirname(path);
  if (existsSync(resolve(beside, name))) return { 'custom.dataset.media_path': beside };
  const root = new MediaRoot(beside, path, beside);
  return root.has(name) && root.found !== undefined ? { 'custom.dataset.media_path': root.found } : {};
}

/** Counts what only one recipe's files have. */
function tell(items: readonly JsonObject[]) {
  const told = { marks: 0, wafer: 0, overlay: 0, pairs: 0 };
  for (const item of items) {
    const names = mediaNames(item);
    const spoken = spokenIn(item, true);
    if (typeof names === 'string' || typeof spoken === 'string') continue;
    const [question, answer] = spoken.turns;
    const options = optionsIn(question?.text ?? '');
    const mark = markIn(answer?.text ?? '');
    if (options.size > 1 && mark !== undefined && options.has(mark)) told.marks += 1;
    if (/\b(?:wafer|die map|edge-loc|near-full)\b/i.test(`${names.pictures.join()} ${question?.text}`))
      told.wafer += 1;
    if (names.pictures.length === 2 && names.pictures.some((name) => /(?:^|[/_])som/i.test(name)))
      told.overlay += 1;
  }
  return told;
}

/** The layouts that read a file of annotations, or what it is instead. */
export function annotationCandidates(path: string): readonly Candidate[] | ForeignForm {
  const items = firstItems(path);
  if (!Array.isArray(items)) return items as ForeignForm;
  const first: unknown = items[0];
  if (first === undefined) return { ...EMPTY, path };
  if (!isObject(first)) return { path, what: 'its items are no objects', fix: 'Write [{…}, {…}].' };
  if (!('conversations' in first) && !('messages' in first)) {
    const form = itemForm(first);
    const jq =
      form?.filter === undefined
        ? undefined
        : `Type: jq ${shellWord(form.filter)} ${shellWord(path)} > NEW.json`;
    const keys = Object.keys(first).slice(0, 5).join(', ');
    return {
      path,
      what:
        form === undefined
          ? `its items have ${keys}, and no conversations`
          : form.what.replace(/^it /, 'each item '),
      fix:
        jq ??
        form?.fix ??
        'Write conversations: [{"from": "human", "value": …}, {"from": "gpt", "value": …}].',
    };
  }
  const parts = partsForm(first);
  if (parts !== undefined)
    return {
      path,
      what: parts.what,
      fix: `Type: jq ${shellWord(parts.filter ?? '.')} ${shellWord(path)} > NEW.json`,
    };
  const settings = mediaSettings(path, first);
  const base = { root: path, settings };
  const why = `its items have ${'conversations' in first ? 'conversations' : 'messages'}`;
  const told = tell(items.filter(isObject));
  const most = (count: number): boolean => count * 2 > items.length;
  const special: readonly Candidate[] = [
    ...(most(told.overlay)
      ? [
          {
            ...base,
            layout: 'warehouse' as const,
            weight: 3,
            why: [why, 'each names a picture and its set-of-marks overlay'],
          },
        ]
      : []),
    ...(most(told.wafer)
      ? [{ ...base, layout: 'wafer-map' as const, weight: 3, why: [why, 'they ask about wafer maps'] }]
      : []),
    ...(most(told.marks)
      ? [
          {
            ...base,
            layout: 'wts' as const,
            weight: 2,
            why: [why, 'answers are the letter of an option of their question'],
          },
        ]
      : []),
  ];
  return [...special, { ...base, layout: 'llava', weight: 1, why: [why] }];
}
