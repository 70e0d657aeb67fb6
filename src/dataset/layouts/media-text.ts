/**
 * A list of samples whose conversations stand in files of their own: `<root>/videophy2_train/meta.json` with `media/` and
 * `text/` beside it, as the published reasoner recipes of Cosmos 3 read it; `videophy2_val` is for validation.
 */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type JsonObject } from '../../json/object.ts';
import { checkClip } from '../clip-check.ts';
import { checkConversation } from '../conversation.ts';
import type { Notes } from '../finding-collector.ts';
import { conversationInvalid, duplicateId, itemInvalid } from '../findings/items.ts';
import { labelNotJson } from '../findings/labels.ts';
import { datasetMissing } from '../findings/place.ts';
import { readJsonNoted } from '../json/read-json-noted.ts';
import type { LayoutDefinition } from '../layout.ts';
import { noteAbsent } from '../media-name.ts';
import { identityOf, itemsOf, resolvePath } from '../meta-file.ts';
import { PATH } from '../option-rules.ts';
import { checkPicture } from '../picture-check.ts';
import type { DatasetRequest } from '../request.ts';
import type { Conversation, Media, Sample } from '../sample.ts';

const ROOT_KEY = 'custom.dataset.root';
const PICTURE = /\.(?:png|jpe?g|webp|bmp)$/i;

/** The two sets below a root. */
const SETS = { train: 'videophy2_train', validation: 'videophy2_val' } as const;

function mediumOf(name: string, folder: string, item: string, request: DatasetRequest, notes: Notes) {
  const path = resolvePath(folder, name);
  const absent = () => noteAbsent(name, path, item, notes);
  return PICTURE.test(name)
    ? checkPicture(path, item, notes, absent)
    : checkClip(path, item, request.vision, notes, absent);
}

/** Whether a file begins with a byte-order mark, at which Python's `json` stops: the manifest ends the run, a conversation is skipped. */
function markedAsUtf8(path: string, notes: Notes): boolean {
  const beginning = Buffer.alloc(3);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    readSync(descriptor, beginning, 0, 3, 0);
  } catch {
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
  if (beginning.toString('utf8') !== '\ufeff') return false;
  notes.add(labelNotJson, path, {
    why: 'it begins with a byte-order mark, at which the trainer stops',
    fix: 'Write it as UTF-8 without a byte-order mark.',
  });
  return true;
}

/** The conversation in its file: a list of messages, alone or under `conversations`. */
function spokenIn(
  name: string,
  folder: string,
  item: string,
  kind: Media['kind'],
  notes: Notes,
): (() => Conversation) | undefined {
  const path = resolvePath(folder, name);
  const read = readJsonNoted(path, item, notes);
  if (!read.ok || markedAsUtf8(path, notes)) return undefined;
  const { value } = read;
  const list = isObject(value) && Object.hasOwn(value, 'conversations') ? value['conversations'] : value;
  if (!Array.isArray(list)) {
    notes.add(conversationInvalid, path, {
      problem: 'it is neither a list of messages nor one under "conversations"',
    });
    return undefined;
  }
  const spoken = checkConversation(list, path, notes, kind);
  return spoken === undefined ? undefined : () => spoken;
}

const textOf = (item: JsonObject, key: string): string => {
  const value = item[key];
  return typeof value === 'string' ? value : '';
};

/** Reads one set. The trainer skips what is missing with a line in its log, and goes round for ever if all of it is. */
function* readSet(folder: string, request: DatasetRequest, notes: Notes): Generator<Sample> {
  const meta = join(folder, 'meta.json');
  if (!notes.files.exists(meta)) {
    notes.add(datasetMissing, meta, { key: ROOT_KEY, why: 'there is no such file' });
    return;
  }
  if (markedAsUtf8(meta, notes)) return;
  const seen = new Map<string, number>();
  for (const { number, value } of itemsOf(meta, {}, notes)) {
    notes.count('labels', 1);
    const identity = identityOf(value);
    const item = `${meta}: item ${number}${'id' in identity ? ` (${identity.id})` : ''}`;
    if ('problem' in identity || !isObject(value)) {
      notes.add(itemInvalid, item, { problem: 'problem' in identity ? identity.problem : 'it is no object' });
      continue;
    }
    const missing = ['media', 'conversation'].find((key) => textOf(value, key) === '');
    if (missing !== undefined) {
      notes.add(itemInvalid, item, { problem: `it does not name one file in ${missing}` });
      continue;
    }
    const { id } = identity;
    const first = seen.get(id);
    if (first !== undefined) {
      notes.add(duplicateId, item, { id, first: `item ${first}` });
      continue;
    }
    seen.set(id, number);
    const kind = PICTURE.test(textOf(value, 'media')) ? 'image' : 'video';
    notes.count(kind === 'image' ? 'images' : 'videos', 1);
    const medium = mediumOf(textOf(value, 'media'), folder, item, request, notes);
    const conversation = spokenIn(textOf(value, 'conversation'), folder, item, kind, notes);
    if (medium === undefined || conversation === undefined) continue;
    yield { id, group: '', media: [medium], conversation };
  }
}

/** The layout; a root of validation is read as it is, since it is one of the two sets. */
export const mediaAndText: LayoutDefinition = {
  rootKey: ROOT_KEY,
  root: 'folder',
  options: { root: PATH, validation_path: PATH },
  witnessed: true,
  read: (root, request, notes) =>
    readSet(root === request.validation.path ? root : join(root, SETS.train), request, notes),
};
