/** A list of samples in one JSON array, read as the entry scripts read it (templates/entry/cookbook_entry/meta_file.py). */
import { join } from 'node:path';
import { isObject } from '../json/object.ts';
import { noteFileFault } from './annotations/file-fault.ts';
import { isBroken } from './annotations/text.ts';
import type { Notes } from './finding-collector.ts';
import { metaFileMissing } from './findings/items.ts';
import { datasetEmpty, fileUnreadable } from './findings/place.ts';
import { arrayItems } from './json/array-items.ts';
import { typeName } from './json/shape.ts';

/** An item of a meta file, and its text as it is written. */
interface MetaItem {
  readonly number: number;
  readonly value: unknown;
  readonly text: string;
}

/**
 * The items of a meta file, one by one, up to the first thing that is wrong, which is noted. `place` names the sub-directory
 * that it belongs to, if any.
 */
export function* itemsOf(
  meta: string,
  place: { readonly subdirectory?: string },
  notes: Notes,
): Generator<MetaItem> {
  let items = 0;
  for (const item of arrayItems(meta, notes.files.witness)) {
    if (item.ok) {
      items += 1;
      yield item;
      continue;
    }
    if (item.problem === 'missing') notes.add(metaFileMissing, meta, place);
    else if (item.problem === 'unreadable') notes.add(fileUnreadable, meta, { why: item.why });
    else noteFileFault(meta, item.why, notes);
    return;
  }
  if (items === 0) notes.add(datasetEmpty, meta, {});
}

/** The id of an item as text, or what is wrong with it. */
export function identityOf(item: unknown): { readonly id: string } | { readonly problem: string } {
  if (!isObject(item)) return { problem: `it is ${typeName(item)}, not an object` };
  const { id } = item;
  // Samples are held out by a hash of their id's bytes, and half a character has none.
  if (typeof id === 'string' && isBroken(id)) return { problem: 'its id has half a character' };
  if ((typeof id === 'string' && id !== '') || Number.isInteger(id)) return { id: String(id) };
  return { problem: `its id is ${id === undefined ? 'missing' : JSON.stringify(id)}` };
}

/** Python's os.path.join: an absolute name stands for itself. */
export function resolvePath(folder: string, name: string): string {
  return name.startsWith('/') ? name : join(folder, name);
}
