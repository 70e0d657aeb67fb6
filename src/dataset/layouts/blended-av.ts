/**
 * The blended AV layout: `<dataset_root>/<sub-directory>/<meta_file>`, each a JSON array of items, read as in
 * templates/entry/cookbook_entry/blended.py.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkClip } from '../clip-check.ts';
import { checkConversation } from '../conversation.ts';
import { datasetEmpty } from '../findings/dataset-empty.ts';
import { duplicateId } from '../findings/duplicate-id.ts';
import { fileUnreadable } from '../findings/file-unreadable.ts';
import { itemInvalid } from '../findings/item-invalid.ts';
import { metaFileMissing } from '../findings/meta-file-missing.ts';
import { metaNotArray } from '../findings/meta-not-array.ts';
import { readJson } from '../json/read-json.ts';
import { readJsonNoted } from '../json/read-json-noted.ts';
import { isObject, type JsonObject, typeName } from '../json/shape.ts';
import { checkLabel } from '../labels.ts';
import type { Notes } from '../notes.ts';
import type { Blend, Vision } from '../request.ts';
import type { Reading, Sample } from '../sample.ts';

/** What an item is called in findings, and where its files lie. */
interface Place {
  readonly folder: string;
  readonly item: string;
}

function itemsOf(meta: string, subdirectory: string, notes: Notes): readonly unknown[] {
  const result = readJson(meta);
  if (!result.ok) {
    if (result.problem === 'missing') notes.add(metaFileMissing, meta, { subdirectory });
    else if (result.problem === 'unreadable') notes.add(fileUnreadable, meta, { why: result.why });
    else notes.add(metaNotArray, meta, { why: result.why });
    return [];
  }
  if (!Array.isArray(result.value)) {
    notes.add(metaNotArray, meta, { why: `it is ${typeName(result.value)}` });
    return [];
  }
  if (result.value.length === 0) notes.add(datasetEmpty, meta, {});
  return result.value;
}

/** The id of an item as text, or what is wrong with it. */
function idOf(item: unknown): { readonly id: string } | { readonly problem: string } {
  if (!isObject(item)) return { problem: `it is ${typeName(item)}, not an object` };
  const { id } = item;
  if ((typeof id === 'string' && id !== '') || Number.isInteger(id)) return { id: String(id) };
  return { problem: `its id is ${id === undefined ? 'missing' : JSON.stringify(id)}` };
}

function videoOf(item: JsonObject, place: Place, vision: Vision, notes: Notes): string | undefined {
  const name = Object.hasOwn(item, 'media') ? item['media'] : item['video'];
  const both = Object.hasOwn(item, 'media') && Object.hasOwn(item, 'video');
  if (both || typeof name !== 'string' || name === '') {
    const problem = both ? 'it has both media and video' : 'it does not name one video file in media';
    notes.add(itemInvalid, place.item, { problem });
    return undefined;
  }
  const [beside, inside] = [resolvePath(place.folder, name), resolvePath(join(place.folder, 'media'), name)];
  const path = !existsSync(beside) && existsSync(inside) ? inside : beside;
  return checkClip(path, place.item, vision, notes) ? path : undefined;
}

/** Python's os.path.join: an absolute name stands for itself. */
function resolvePath(folder: string, name: string): string {
  return name.startsWith('/') ? name : join(folder, name);
}

function answerIsSound(item: JsonObject, place: Place, notes: Notes): boolean {
  const [label, conversation] = [Object.hasOwn(item, 'label'), Object.hasOwn(item, 'conversation')];
  if (label === conversation) {
    notes.add(itemInvalid, place.item, { problem: 'it needs either label or conversation' });
    return false;
  }
  const value = label ? item['label'] : item['conversation'];
  if (value === null) {
    notes.add(itemInvalid, place.item, { problem: `its ${label ? 'label' : 'conversation'} is null` });
    return false;
  }
  const check = label ? checkLabel : checkConversation;
  if (typeof value !== 'string') return check(value, place.item, notes);
  const path = resolvePath(place.folder, value);
  const read = readJsonNoted(path, place.item, notes);
  return read.ok && check(read.value, path, notes);
}

/** Reads one sub-directory; ids become `<sub-directory>/<id>`. */
function readSubdirectory(root: string, name: string, blend: Blend, vision: Vision, notes: Notes): Reading {
  const folder = join(root, name);
  const meta = join(folder, blend.metaFile);
  const items = itemsOf(meta, name, notes);
  const samples: Sample[] = [];
  const seen = new Map<string, string>();
  for (const [number, item] of items.entries()) {
    const identity = idOf(item);
    const place = { folder, item: `${meta}: item ${number}${'id' in identity ? ` (${identity.id})` : ''}` };
    if ('problem' in identity || !isObject(item)) {
      notes.add(itemInvalid, place.item, {
        problem: 'problem' in identity ? identity.problem : 'it is no object',
      });
      continue;
    }
    const { id } = identity;
    const first = seen.get(id);
    if (first !== undefined) {
      notes.add(duplicateId, place.item, { id, first });
      continue;
    }
    seen.set(id, `item ${number}`);
    const video = videoOf(item, place, vision, notes);
    const sound = answerIsSound(item, place, notes);
    if (video !== undefined && sound) samples.push({ id: `${name}/${id}`, video, group: name });
  }
  return { samples, videos: items.length, labels: items.length };
}

/** Reads all sub-directories; those with a weight of 0 are checked, but give no samples. */
export function readBlendedAv(root: string, blend: Blend, vision: Vision, notes: Notes): Reading {
  const readings = blend.subdirectories.map((name, place) => {
    const reading = readSubdirectory(root, name, blend, vision, notes);
    return blend.weights?.[place] === 0 ? { ...reading, samples: [] } : reading;
  });
  return {
    samples: readings.flatMap((reading) => reading.samples),
    videos: readings.reduce((sum, reading) => sum + reading.videos, 0),
    labels: readings.reduce((sum, reading) => sum + reading.labels, 0),
  };
}
