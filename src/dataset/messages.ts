/**
 * Conversations of a saved dataset, read as in templates/entry/cookbook_entry/spoken.py: media are named inside the
 * messages, at their place between the texts.
 */
import { isObject, type JsonObject } from '../json/object.ts';
import { isBroken } from './annotations/text.ts';
import type { Conversation, Media, Part, Turn } from './sample.ts';

/** A clip or picture as the message names it. */
export interface NamedMedia {
  readonly kind: Media['kind'];
  readonly name: string;
}

/** A conversation with the media it names, in the order in which the model sees them. */
export interface Spoken {
  readonly conversation: Conversation;
  readonly media: readonly NamedMedia[];
  /** Keys of media parts that nothing reads, such as a frame rate of its own. */
  readonly unread: readonly string[];
}

/** Ends the reading of a conversation with what is wrong with it. */
class Problem extends Error {}

/** Placeholders of the chat template: in a text they would be counted as media that are not there. */
const PADS = /<\|(?:video|image)_pad\|>/;
const ADDRESS = /^(?:data:|[a-z][a-z0-9+.-]*:\/\/)/i;

/** A struct of Arrow has every key; those without a value count as left out. */
const given = (object: JsonObject, key: string): unknown =>
  (Object.hasOwn(object, key) ? object[key] : null) ?? null;

function checkedText(value: unknown, who: string): string {
  if (typeof value !== 'string') throw new Problem(`${who} has a text part without text`);
  if (isBroken(value)) throw new Problem(`${who} holds half of a character (a lone surrogate)`);
  const pad = PADS.exec(value)?.[0];
  if (pad !== undefined)
    throw new Problem(`${who} holds ${pad}, which the model takes for a part of a clip or picture`);
  return value;
}

function checkedName(value: unknown, kind: string, who: string): string {
  if (typeof value !== 'string' || value.trim() === '')
    throw new Problem(`${who} has a ${kind} part that names no file`);
  const name = value.startsWith('file://') ? value.slice('file://'.length) : value;
  if (isBroken(name) || name.includes('\0')) throw new Problem(`${who} names a file that cannot exist`);
  if (name.length > 4096) throw new Problem(`${who} holds ${kind} data where the name of a file belongs`);
  if (ADDRESS.test(name)) throw new Problem(`${who} names ${name.slice(0, 60)}, which is no file`);
  return name;
}

/** Collects the parts of the messages. */
class Gathering {
  readonly media: NamedMedia[] = [];
  readonly unread = new Set<string>();

  part(part: unknown, role: string, who: string): Part {
    if (!isObject(part)) throw new Problem(`${who} has a content that is neither text nor a list of parts`);
    const kind = given(part, 'type');
    if (kind === 'text') return { text: checkedText(given(part, 'text'), who) };
    if (kind !== 'video' && kind !== 'image')
      throw new Problem(`${who} has a part of the type ${kind === null ? 'none' : JSON.stringify(kind)}`);
    if (role !== 'user') throw new Problem(`${who} holds a ${kind}, though it is by the ${role}`);
    for (const key of Object.keys(part)) {
      if (!['type', 'text', kind].includes(key) && given(part, key) !== null) this.unread.add(key);
    }
    this.media.push({ kind, name: checkedName(given(part, kind), kind, who) });
    return { media: this.media.length - 1 };
  }

  content(content: unknown, role: string, who: string): readonly Part[] {
    if (typeof content === 'string') return [{ text: checkedText(content, who) }];
    if (!Array.isArray(content))
      throw new Problem(`${who} has a content that is neither text nor a list of parts`);
    return content.map((part) => this.part(part, role, who));
  }
}

const textOf = (parts: readonly Part[]): string =>
  parts.map((part) => ('text' in part ? part.text : '')).join('');

/** Whether all media stand before the first text of the first user turn, where they stand in every other layout. */
function inFront(users: ReadonlyArray<readonly Part[]>): boolean {
  return users.every((parts, turn) => {
    const texts = parts.findIndex((part) => 'text' in part);
    const last = parts.findLastIndex((part) => 'media' in part);
    return last < 0 || (turn === 0 && (texts < 0 || last < texts));
  });
}

function rolesOf(messages: readonly JsonObject[]): readonly unknown[] {
  const roles = messages.map((message) => given(message, 'role'));
  const spoken = roles[0] === 'system' ? roles.slice(1) : roles;
  const inTurn = spoken.every((role, turn) => role === (turn % 2 === 0 ? 'user' : 'assistant'));
  if (spoken.length === 0 || spoken.length % 2 !== 0 || !inTurn) {
    const said = roles.map((role) => (typeof role === 'string' ? role : 'none'));
    throw new Problem(`the roles are ${said.slice(0, 8).join(', ') || 'none'}`);
  }
  return roles;
}

function gather(messages: readonly JsonObject[]): Spoken {
  const roles = rolesOf(messages);
  const gathering = new Gathering();
  const read = messages.map((message, number) => {
    const role = roles[number] as 'system' | Turn['role'];
    const parts = gathering.content(given(message, 'content'), role, `message ${number}`);
    const silent = role === 'user' ? parts.every((part) => 'text' in part) : role === 'assistant';
    if (silent && textOf(parts).trim() === '') throw new Problem(`message ${number} says nothing`);
    return { role, parts };
  });
  const plain = inFront(read.flatMap(({ role, parts }) => (role === 'user' ? [parts] : [])));
  const turns = read.flatMap(({ role, parts }): readonly Turn[] => {
    if (role === 'system') return [];
    const text = textOf(parts);
    return [role === 'user' && !plain ? { role, text, parts } : { role, text }];
  });
  const [first] = read;
  const system = first?.role === 'system' ? { system: textOf(first.parts) } : {};
  return { conversation: { ...system, turns }, media: gathering.media, unread: [...gathering.unread] };
}

/** Reads a list of messages; what it says, or what is wrong with it. */
export function readMessages(value: unknown): Spoken | string {
  if (!Array.isArray(value) || !value.every(isObject)) return 'it is not a list of messages';
  try {
    return gather(value);
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}
