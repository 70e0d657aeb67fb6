/** Samples out of the rows of a saved dataset; a layout may judge each with a schema of its own. */
import { isAbsolute, resolve } from 'node:path';
import { checkClip } from './clip-check.ts';
import type { Notes } from './finding-collector.ts';
import { conversationInvalid, partKeyUnread, sampleRepeated } from './findings/items.ts';
import { sampleWithoutMedia } from './findings/media.ts';
import { rowNotJson } from './findings/saved.ts';
import { parseJson } from './json/read-json.ts';
import { noteAbsent } from './media-name.ts';
import { type NamedMedia, readMessages, type Spoken } from './messages.ts';
import { checkPicture } from './picture-check.ts';
import type { DatasetRequest } from './request.ts';
import type { Media, Sample } from './sample.ts';
import { type Row, savedRows } from './saved-rows.ts';
import { sha256 } from './sha256.ts';

/** What a layout asks of its rows beyond their form. */
export interface SavedSchema {
  /** Whether a row can be trained on; what is odd about it goes to the notes. `where` names it. */
  row(spoken: Spoken, media: readonly Media[], where: string): boolean;
  /** After the last row. */
  end(root: string): void;
}

/** The id of a sample: a digest of what it says and shows, so that it does not depend on the order of the rows. */
function digestOf({ conversation, media }: Spoken): string {
  const said = [
    ...media.map(({ kind, name }) => `${kind}:${name}`),
    conversation.system ?? '',
    ...conversation.turns.map(({ role, text }) => `${role}:${text}`),
  ];
  return sha256(said.join('\0')).slice(0, 16);
}

function spokenIn(value: unknown, where: string, notes: Notes): Spoken | undefined {
  let list = value;
  if (typeof value === 'string') {
    const read = parseJson(value);
    if (!read.ok) {
      notes.add(rowNotJson, where, { why: read.why });
      return undefined;
    }
    list = read.value;
  }
  const spoken = readMessages(list);
  if (typeof spoken !== 'string') return spoken;
  notes.add(conversationInvalid, where, { problem: spoken });
  return undefined;
}

/** A relative name begins in the launch folder, as in the published scripts; else beside the data, which may have moved. */
function located({ name }: NamedMedia, root: string, cwd: string, notes: Notes): string {
  // Most names are whole paths, which `resolve` would only take apart and put together again.
  if (isAbsolute(name) && !/\/(?:[./]|$)/.test(name)) return name;
  const path = resolve(cwd, name);
  if (isAbsolute(name) || notes.files.exists(path)) return path;
  const beside = resolve(root, name);
  return notes.files.exists(beside) ? beside : path;
}

function mediaOf(
  named: readonly NamedMedia[],
  where: string,
  root: string,
  { cwd, vision }: DatasetRequest,
  notes: Notes,
): readonly Media[] | undefined {
  const found = named.map((one) => {
    notes.count(one.kind === 'video' ? 'videos' : 'images', 1);
    const path = located(one, root, cwd, notes);
    const absent = (): void => noteAbsent(one.name, path, where, notes);
    return one.kind === 'video'
      ? checkClip(path, where, vision, notes, absent)
      : checkPicture(path, where, notes, absent);
  });
  return found.every((one) => one !== undefined) ? found : undefined;
}

/** All sound samples in the order of the rows. */
export async function savedSamples(
  root: string,
  request: DatasetRequest,
  notes: Notes,
  schema?: SavedSchema,
): Promise<Iterable<Sample>> {
  return samplesOf(await savedRows(root, request, notes), root, request, notes, schema);
}

function* samplesOf(
  rows: Iterable<Row>,
  root: string,
  request: DatasetRequest,
  notes: Notes,
  schema?: SavedSchema,
): Generator<Sample> {
  const firsts = new Map<string, number>();
  const repeats = new Map<string, number>();
  for (const { number, value } of rows) {
    const where = `${root}: row ${number}`;
    const spoken = spokenIn(value, where, notes);
    if (spoken === undefined) continue;
    if (spoken.unread.length > 0) notes.add(partKeyUnread, where, { keys: spoken.unread });
    const media = mediaOf(spoken.media, where, root, request, notes);
    if (media === undefined || schema?.row(spoken, media, where) === false) continue;
    if (media.length === 0) notes.add(sampleWithoutMedia, where, {});
    const digest = digestOf(spoken);
    const first = firsts.get(digest);
    let id = digest;
    if (first === undefined) firsts.set(digest, number);
    else {
      const times = (repeats.get(digest) ?? 1) + 1;
      repeats.set(digest, times);
      notes.add(sampleRepeated, where, { first });
      id = `${digest}-${times}`;
    }
    yield { id, group: '', media, conversation: () => spoken.conversation };
  }
  schema?.end(root);
}
