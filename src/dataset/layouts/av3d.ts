/**
 * The av3d layout: `<dataset_root>/<meta_file>`, a JSON array of pictures with their 3D boxes, read as in
 * templates/entry/cookbook_entry/av3d.py.
 */
import { join } from 'node:path';
import { isObject, type JsonObject } from '../../json/object.ts';
import { boxesAnswer, checkAnnotations, checkBoxes } from '../boxes-3d.ts';
import { checkConversation } from '../conversation.ts';
import type { Notes } from '../finding-collector.ts';
import { box3dInvalid } from '../findings/answers.ts';
import { conversationInvalid, duplicateId, itemInvalid } from '../findings/items.ts';
import { nodesOf } from '../json/as-python.ts';
import { parseJson } from '../json/read-json.ts';
import { readJsonNoted } from '../json/read-json-noted.ts';
import type { LayoutDefinition } from '../layout.ts';
import { noteAbsent } from '../media-name.ts';
import { identityOf, itemsOf, resolvePath } from '../meta-file.ts';
import { FILE_NAME, HELD_OUT, PATH } from '../option-rules.ts';
import { checkPicture } from '../picture-check.ts';
import { promptText } from '../prompts.ts';
import type { DatasetRequest } from '../request.ts';
import type { Conversation, Media, Sample } from '../sample.ts';

const FORM = '{"id": …, "media": "images/x.jpg", "text": "text/x.json"}';

function pictureOf(root: string, name: string, place: string, notes: Notes): Media | undefined {
  const path = resolvePath(root, name);
  return checkPicture(path, place, notes, () => noteAbsent(name, path, place, notes));
}

/** The path under the one of two names that an item has, or nothing after a note. */
function pathIn(
  item: JsonObject,
  names: readonly [string, string],
  what: string,
  place: string,
  notes: Notes,
): string | undefined {
  const [name, other] = names.filter((one) => Object.hasOwn(item, one));
  const path = name === undefined ? undefined : item[name];
  if (other === undefined && typeof path === 'string' && path !== '') return path;
  const problem =
    other === undefined
      ? `it does not name one ${what} in ${names[0]}`
      : `it has both ${names[0]} and ${names[1]}`;
  notes.add(itemInvalid, place, { problem, form: FORM });
  return undefined;
}

/** Whether a value is messages, or the list of one conversation that the recipe page shows. */
function isConversation(value: unknown): boolean {
  if (isObject(value)) return Object.hasOwn(value, 'messages');
  const [first] = Array.isArray(value) ? value : [];
  return Array.isArray(first) || (isObject(first) && Object.hasOwn(first, 'role'));
}

/** Checks a conversation that is written out, and the boxes of its answer. */
function written(value: unknown, path: string, notes: Notes): Conversation | undefined {
  const nested = Array.isArray(value) && Array.isArray(value[0]);
  if (nested && value.length > 1) {
    notes.add(conversationInvalid, path, { problem: `it holds ${value.length} conversations, not one` });
    return undefined;
  }
  const spoken = checkConversation(nested ? value[0] : value, path, notes, 'image');
  if (spoken === undefined) return undefined;
  const answer = parseJson(spoken.turns.at(-1)?.text ?? '');
  const where = 'the answer';
  if (answer.ok) return checkBoxes(answer.value, path, where, notes) ? spoken : undefined;
  notes.add(box3dInvalid, path, { where, problem: 'is not a JSON list of boxes' });
  return undefined;
}

function* readAv3d(root: string, request: DatasetRequest, notes: Notes): Generator<Sample> {
  const { prompts, cwd, options } = request;
  const system = promptText(prompts.system, 'av3d_system.txt', 'custom.prompts.system_file', cwd, notes);
  const user = promptText(prompts.user, 'av3d_user.txt', 'custom.prompts.user_file', cwd, notes);
  const meta = join(root, (options['meta_file'] as string | undefined) ?? 'meta.json');
  const seen = new Map<string, string>();
  for (const { number, value: item } of itemsOf(meta, {}, notes)) {
    notes.count('images', 1);
    notes.count('labels', 1);
    const identity = identityOf(item);
    if ('problem' in identity || !isObject(item)) {
      const problem = 'problem' in identity ? identity.problem : 'it is no object';
      notes.add(itemInvalid, `${meta}: item ${number}`, { problem, form: FORM });
      continue;
    }
    const { id } = identity;
    const place = `${meta}: item ${number} (${id})`;
    const first = seen.get(id);
    if (first !== undefined) {
      notes.add(duplicateId, place, { id, first });
      continue;
    }
    seen.set(id, `item ${number}`);
    const media = pathIn(item, ['media', 'image'], 'picture', place, notes);
    const text = pathIn(item, ['text', 'conversation'], 'JSON file', place, notes);
    const picture = media === undefined ? undefined : pictureOf(root, media, place, notes);
    if (text === undefined) continue;
    const path = resolvePath(root, text);
    const read = readJsonNoted(path, place, notes);
    if (!read.ok) continue;
    const { value } = read;
    const spoken = isConversation(value) ? written(value, path, notes) : undefined;
    const sound = isConversation(value) ? spoken !== undefined : checkAnnotations(value, path, notes);
    if (picture === undefined || !sound) continue;
    // An empty system message counts as none (cookbook_entry/av3d.py).
    const conversation = (): Conversation =>
      spoken === undefined
        ? {
            system,
            turns: [
              { role: 'user', text: user },
              { role: 'assistant', text: boxesAnswer(nodesOf(read.text, value)) },
            ],
          }
        : { ...spoken, system: spoken.system || system };
    yield { id, group: '', media: [picture], conversation };
  }
}

/** Pictures with 3D boxes. */
export const av3d: LayoutDefinition = {
  rootKey: 'custom.dataset.dataset_root',
  root: 'folder',
  options: { dataset_root: PATH, meta_file: FILE_NAME, ...HELD_OUT },
  witnessed: true,
  read: readAv3d,
};
