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
    for (const key in part) {
      const read = key === 'type' || key === 'text' || key === kind;
      if (!read && given(part, key) !== null) this.unread.add(key);
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

function textOf(parts: readonly Part[]): string {
  let text = '';
  for (const part of parts) if ('text' in part) text += part.text;
  return text;
}

/** Whether all media stand before the first text of the first user turn, where they stand in every other layout. */
function inFront(users: ReadonlyArray<readonly Part[]>): boolean {
  return users.every((parts, turn) => {
    let later = turn > 0;
    for (const part of parts) {
      if ('text' in part) later = true;
      else if (later) return false;
    }
    return true;
  });
}

function rolesOf(messages: readonly JsonObject[]): readonly unknown[] {
  const roles = messages.map((message) => given(message, 'role'));
  const from = roles[0] === 'system' ? 1 : 0;
  const spoken = roles.length - from;
  const inTurn = roles.every((role, at) => at < from || role === ((at - from) % 2 ? 'assistant' : 'user'));
  if (spoken === 0 || spoken % 2 !== 0 || !inTurn) {
    const said = roles.map((role) => (typeof role === 'string' ? role : 'none'));
    throw new Problem(`the roles are ${said.slice(0, 8).join(', ') || 'none'}`);
  }
  return roles;
}

function gather(messages: readonly JsonObject[]): Spoken {
  const roles = rolesOf(messages);
  const gathering = new Gathering();
  const users: Array<readonly Part[]> = [];
  let system: string | undefined;
  let turns: Turn[] = [];
  for (const [number, message] of messages.entries()) {
    const role = roles[number] as 'system' | Turn['role'];
    const parts = gathering.content(given(message, 'content'), role, `message ${number}`);
    const text = textOf(parts);
    const silent = role === 'user' ? parts.every((part) => 'text' in part) : role === 'assistant';
    if (silent && text.trim() === '') throw new Problem(`message ${number} says nothing`);
    if (role === 'user') users.push(parts);
    if (role === 'system') system = text;
    else turns.push({ role, text });
  }
  if (!inFront(users))
    turns = turns.map((turn, at) => (turn.role === 'user' ? { ...turn, parts: users[at / 2] ?? [] } : turn));
  const { media, unread } = gathering;
  return { conversation: system === undefined ? { turns } : { system, turns }, media, unread: [...unread] };
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
