/**
 * The blended AV layout: `<dataset_root>/<sub-directory>/<meta_file>`, each a JSON array of items, read as in
 * templates/entry/cookbook_entry/blended.py.
 */
import { join } from 'node:path';
import { isObject, type JsonObject } from '../../json/object.ts';
import { checkClip } from '../clip-check.ts';
import { checkConversation } from '../conversation.ts';
import type { Notes } from '../finding-collector.ts';
import { duplicateId, itemInvalid } from '../findings/items.ts';
import { type JsonNode, member, nodesOf } from '../json/as-python.ts';
import { readJsonNoted } from '../json/read-json-noted.ts';
import { type LabelSchema, labelAnswer, schemaOfLabel } from '../label-answer.ts';
import { checkLabel } from '../labels.ts';
import type { LayoutDefinition } from '../layout.ts';
import { noteAbsent } from '../media-name.ts';
import { identityOf, itemsOf, resolvePath } from '../meta-file.ts';
import { FILE_NAME, HELD_OUT, NAMES, NUMBERS, PATH } from '../option-rules.ts';
import { promptText } from '../prompts.ts';
import type { Blend, DatasetRequest, Vision } from '../request.ts';
import type { Conversation, Media, Sample } from '../sample.ts';

/** The prompts of the layout: one question for each label schema. */
interface BlendPrompts {
  readonly system: string;
  readonly users: Readonly<Record<LabelSchema, string>>;
}

/** What an item is called in findings, and where its files lie. */
interface Place {
  readonly folder: string;
  readonly item: string;
}

/** Beside the meta file, or, where nothing is there, in its folder `media/`. */
function pathOf(name: string, folder: string, notes: Notes): string {
  const beside = resolvePath(folder, name);
  const found = notes.files.clip(beside);
  // What could be opened is there; that needs no look of its own.
  if (found.ok || found.problem !== 'unreadable' || notes.files.exists(beside)) return beside;
  const inside = resolvePath(join(folder, 'media'), name);
  return notes.files.exists(inside) ? inside : beside;
}

function videoOf(item: JsonObject, place: Place, vision: Vision, notes: Notes): Media | undefined {
  const name = Object.hasOwn(item, 'media') ? item['media'] : item['video'];
  const both = Object.hasOwn(item, 'media') && Object.hasOwn(item, 'video');
  if (both || typeof name !== 'string' || name === '') {
    const problem = both ? 'it has both media and video' : 'it does not name one video file in media';
    notes.add(itemInvalid, place.item, { problem });
    return undefined;
  }
  const path = pathOf(name, place.folder, notes);
  return checkClip(path, place.item, vision, notes, () => noteAbsent(name, path, place.item, notes));
}

/** The conversation of an item, or nothing after a note. `written` gives the value of a key as the meta file has it. */
function spokenBy(
  item: JsonObject,
  place: Place,
  prompts: BlendPrompts,
  written: (key: string) => JsonNode,
  notes: Notes,
): (() => Conversation) | undefined {
  const [label, conversation] = [Object.hasOwn(item, 'label'), Object.hasOwn(item, 'conversation')];
  if (label === conversation) {
    notes.add(itemInvalid, place.item, { problem: 'it needs either label or conversation' });
    return undefined;
  }
  const key = label ? 'label' : 'conversation';
  const value = item[key];
  if (value === null) {
    notes.add(itemInvalid, place.item, { problem: `its ${key} is null` });
    return undefined;
  }
  const path = typeof value === 'string' ? resolvePath(place.folder, value) : undefined;
  const read =
    path === undefined
      ? { ok: true as const, value, text: undefined }
      : readJsonNoted(path, place.item, notes);
  if (!read.ok) return undefined;
  const where = path ?? place.item;
  if (label) {
    if (!checkLabel(read.value, where, notes)) return undefined;
    return () => {
      const node = read.text === undefined ? written(key) : nodesOf(read.text, read.value);
      const user = { role: 'user' as const, text: prompts.users[schemaOfLabel(node)] };
      return { system: prompts.system, turns: [user, { role: 'assistant', text: labelAnswer(node) }] };
    };
  }
  const spoken = checkConversation(read.value, where, notes);
  if (spoken === undefined) return undefined;
  // An empty system message counts as none (cookbook_entry/blended.py).
  return () => ({ ...spoken, system: spoken.system || prompts.system });
}

/** Reads one sub-directory; ids become `<sub-directory>/<id>`. */
function* readSubdirectory(
  root: string,
  name: string,
  blend: Blend,
  vision: Vision,
  prompts: BlendPrompts,
  notes: Notes,
): Generator<Sample> {
  const folder = join(root, name);
  const meta = join(folder, blend.metaFile);
  const seen = new Map<string, number>();
  for (const { number, value: item, text } of itemsOf(meta, { subdirectory: name }, notes)) {
    notes.count('videos', 1);
    notes.count('labels', 1);
    const identity = identityOf(item);
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
      notes.add(duplicateId, place.item, { id, first: `item ${first}` });
      continue;
    }
    seen.set(id, number);
    const clip = videoOf(item, place, vision, notes);
    const written = (key: string): JsonNode => member(nodesOf(text, item), key) ?? { entries: [] };
    const conversation = spokenBy(item, place, prompts, written, notes);
    if (clip === undefined || conversation === undefined) continue;
    yield { id: `${name}/${id}`, group: name, media: [clip], conversation };
  }
}

function blendPrompts({ prompts, cwd }: DatasetRequest, notes: Notes): BlendPrompts {
  const user = (schema: LabelSchema): string =>
    promptText(prompts.user, `blended_${schema}_user.txt`, 'custom.prompts.user_file', cwd, notes);
  return {
    system: promptText(prompts.system, 'blended_system.txt', 'custom.prompts.system_file', cwd, notes),
    users: { human: user('human'), cv: user('cv'), reasoning: user('reasoning') },
  };
}

/** Reads all sub-directories; those with a weight of 0 are checked, but give no samples. */
function* readBlendedAv(root: string, request: DatasetRequest, notes: Notes): Generator<Sample> {
  const { blend, vision } = request;
  if (blend === undefined) return;
  const prompts = blendPrompts(request, notes);
  for (const [place, name] of blend.subdirectories.entries()) {
    for (const sample of readSubdirectory(root, name, blend, vision, prompts, notes)) {
      if (blend.weights?.[place] !== 0) yield sample;
    }
  }
}

/** The blend of sub-directories. */
export const blendedAv: LayoutDefinition = {
  rootKey: 'custom.dataset.dataset_root',
  root: 'folder',
  options: {
    dataset_root: PATH,
    subdirectories: NAMES,
    // Their signs and sum are judged by weight-invalid, their number by weights-mismatch.
    weights: NUMBERS,
    meta_file: FILE_NAME,
    ...HELD_OUT,
  },
  witnessed: true,
  read: readBlendedAv,
};
