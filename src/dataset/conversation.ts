/** Conversations written out, checked as the entry scripts read them (templates/entry/cookbook_entry/messages.py). */

import { isObject, type JsonObject } from '../json/object.ts';
import type { Notes } from './finding-collector.ts';
import { conversationInvalid } from './findings/items.ts';
import type { Conversation, Media, Turn } from './sample.ts';

const TAGS = /\s*<(?:video|image)>\s*/g;

/** Text of a message, or what is wrong with its content. */
function textOf(
  content: unknown,
  medium: Media['kind'],
): { readonly text: string } | { readonly problem: string } {
  if (typeof content === 'string') return { text: content.replaceAll(TAGS, '') };
  if (!Array.isArray(content) || !content.every(isObject)) {
    return { problem: 'has a content that is neither text nor a list of parts' };
  }
  const shown = content.filter((part) => part['type'] === medium).length;
  const odd = content.some((part) => part['type'] !== 'text' && part['type'] !== medium);
  if (shown > 1 || odd) return { problem: `holds media beside its one ${medium}` };
  const texts = content.filter((part) => part['type'] === 'text').map((part) => part['text']);
  if (!texts.every((text) => typeof text === 'string')) return { problem: 'has a text part without text' };
  return { text: texts.map((text) => text.replaceAll(TAGS, '')).join('\n') };
}

/** Roles and texts of a message list, or what is wrong with it. */
function read(messages: readonly JsonObject[], medium: Media['kind']): Conversation | string {
  const roles = messages.map((message) => message['role']);
  const spoken = roles[0] === 'system' ? roles.slice(1) : roles;
  const inTurn = spoken.every((role, turn) => role === (turn % 2 === 0 ? 'user' : 'assistant'));
  if (spoken.length === 0 || spoken.length % 2 !== 0 || !inTurn) {
    return `the roles are ${roles.map(String).join(', ') || 'none'}`;
  }
  let system: string | undefined;
  const turns: Turn[] = [];
  for (const [number, message] of messages.entries()) {
    const content = textOf(message['content'], medium);
    if ('problem' in content) return `message ${number} ${content.problem}`;
    const { role } = message;
    if (role !== 'system' && content.text.trim() === '') return `message ${number} says nothing`;
    if (role === 'system') system = content.text;
    else turns.push({ role: role === 'user' ? 'user' : 'assistant', text: content.text });
  }
  return { ...(system === undefined ? {} : { system }), turns };
}

/** Checks a conversation about one medium; what it says, if the entry script can use it. */
export function checkConversation(
  value: unknown,
  path: string,
  notes: Notes,
  medium: Media['kind'] = 'video',
): Conversation | undefined {
  const list = isObject(value) && 'messages' in value ? value['messages'] : value;
  const result =
    Array.isArray(list) && list.every(isObject) ? read(list, medium) : 'it is not a list of messages';
  if (typeof result !== 'string') return result;
  notes.add(conversationInvalid, path, { problem: result });
  return undefined;
}
