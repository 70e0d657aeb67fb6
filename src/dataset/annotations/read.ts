/** LLaVA-style files: one JSON array of items with media and a conversation (templates/entry/cookbook_entry/llava.py). */

import { isObject, type JsonObject } from '../../json/object.ts';
import type { Notes } from '../finding-collector.ts';
import { conversationInvalid, itemForeign, itemInvalid } from '../findings/items.ts';
import { mediaKeyUnread, mediaTagsMismatch } from '../findings/media.ts';
import { datasetEmpty, datasetOptionInvalid, fileUnreadable } from '../findings/place.ts';
import { arrayItems } from '../json/array-items.ts';
import { typeName } from '../json/shape.ts';
import { isText } from '../option-rules.ts';
import { promptText } from '../prompts.ts';
import type { DatasetRequest } from '../request.ts';
import type { Sample } from '../sample.ts';
import { noteFileFault } from './file-fault.ts';
import { Ids } from './ids.ts';
import { itemForm, partsForm } from './item-form.ts';
import { MediaFinder, type MediaNames, mediaNames } from './media.ts';
import { unreadKey } from './media-keys.ts';
import { SharedFaults } from './shared-faults.ts';
import { type SpokenTurns, spokenIn } from './turns.ts';

/** An item whose form is in order. */
export interface Annotation {
  readonly item: JsonObject;
  /** What it is called in findings. */
  readonly place: string;
  readonly names: MediaNames;
  readonly spoken: SpokenTurns;
}

/** What a recipe wants to know beside: `item` sees every annotation, `end` comes after the last. */
export interface Examiner {
  item(annotation: Annotation, notes: Notes): void;
  end?(notes: Notes): void;
}

/** The system prompt for items without one of their own: a file of the user's, else the published key, else none. */
export function systemPrompt({ prompts, cwd, options }: DatasetRequest, notes: Notes): string | undefined {
  if (prompts.system !== undefined)
    return promptText(prompts.system, '', 'custom.prompts.system_file', cwd, notes);
  const written = options['system_prompt'];
  return written !== undefined && isText(written) ? String(written) : undefined;
}

/** The data holds the questions, so a prompt file for them would have no effect. */
function refuseUserPrompt({ prompts }: DatasetRequest, notes: Notes): void {
  if (prompts.user === undefined) return;
  notes.add(datasetOptionInvalid, 'custom.prompts.user_file', {
    problem: 'has no effect: the questions stand in the annotation file',
    fix: 'Remove it with ~custom.prompts.user_file.',
  });
}

const FORM =
  '{"image": "a.png", "conversations": [{"from": "human", "value": "…"}, {"from": "gpt", "value": "…"}]}';

/** Where an item stands, and what it shares with others. */
interface Place {
  readonly place: string;
  readonly file: string;
  readonly shared: SharedFaults;
}

function annotationOf(item: unknown, { place, file, shared }: Place, notes: Notes): Annotation | undefined {
  if (!isObject(item)) {
    notes.add(itemInvalid, place, { problem: `it is ${typeName(item)}, not an object`, form: FORM });
    return undefined;
  }
  const names = mediaNames(item);
  if (typeof names === 'string') {
    notes.add(itemInvalid, place, { problem: names, form: FORM });
    return undefined;
  }
  const { pictures, clips } = names;
  const spoken = spokenIn(item, pictures.length + clips.length > 0);
  if (typeof spoken === 'string') {
    const has = Object.hasOwn(item, 'conversations') || Object.hasOwn(item, 'messages');
    const form = has ? partsForm(item) : itemForm(item);
    if (form !== undefined) {
      shared.add(itemForeign, form.what, place, { ...form, file });
      return undefined;
    }
    notes.add(conversationInvalid, place, { problem: spoken });
    return undefined;
  }
  const { image, video } = spoken.tags;
  // Fewer are in order: data_preprocess.py of the warehouse recipe writes one for two pictures, and files have none.
  if (image > pictures.length || video > clips.length) {
    const unread = unreadKey(item, names, spoken.tags);
    const media = { pictures: pictures.length, clips: clips.length };
    if (unread !== undefined) shared.add(mediaKeyUnread, unread.key, place, { ...unread, file });
    else notes.add(mediaTagsMismatch, place, { image, video, ...media });
  }
  return { item, place, names, spoken };
}

/** Reads a LLaVA-style file, in its order. */
export function* readAnnotations(
  file: string,
  request: DatasetRequest,
  notes: Notes,
  examiner?: Examiner,
): Generator<Sample> {
  refuseUserPrompt(request, notes);
  const system = systemPrompt(request, notes);
  const [ids, finder, shared] = [new Ids(), new MediaFinder(file, request, notes), new SharedFaults()];
  let items = 0;
  for (const read of arrayItems(file, notes.files.witness)) {
    if (!read.ok) {
      if (read.problem === 'not-array') noteFileFault(file, read.why, notes);
      else notes.add(fileUnreadable, file, { why: read.why });
      return;
    }
    items += 1;
    notes.count('labels', 1);
    const own = isObject(read.value) ? read.value['id'] : undefined;
    const id = ids.take(own, read.number);
    const place = `${file}: item ${read.number}${id === `#${read.number}` ? '' : ` (${id})`}`;
    const annotation = annotationOf(read.value, { place, file, shared }, notes);
    if (annotation === undefined) continue;
    examiner?.item(annotation, notes);
    notes.count('images', annotation.names.pictures.length);
    notes.count('videos', annotation.names.clips.length);
    const media = finder.find(annotation.names, place);
    if (media === undefined) continue;
    const { turns, system: said = system } = annotation.spoken;
    yield {
      id,
      group: '',
      media,
      conversation: () => ({ ...(said === undefined ? {} : { system: said }), turns }),
    };
  }
  shared.tell(notes);
  finder.end();
  if (items === 0) notes.add(datasetEmpty, file, {});
  examiner?.end?.(notes);
}
