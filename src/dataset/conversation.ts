/** Conversations written out, checked as the entry scripts read them (templates/entry/cookbook_entry/messages.py). */
import { conversationInvalid } from './findings/conversation-invalid.ts';
import { isObject, type JsonObject } from './json/shape.ts';
import type { Notes } from './notes.ts';

const TAGS = /\s*<(?:video|image)>\s*/g;

/** Text of a message, or what is wrong with its content. */
function textOf(content: unknown): { readonly text: string } | { readonly problem: string } {
  if (typeof content === 'string') return { text: content.replaceAll(TAGS, '') };
  if (!Array.isArray(content) || !content.every(isObject)) {
    return { problem: 'has a content that is neither text nor a list of parts' };
  }
  const videos = content.filter((part) => part['type'] === 'video').length;
  const odd = content.some((part) => part['type'] !== 'text' && part['type'] !== 'video');
  if (videos > 1 || odd) return { problem: 'holds media beside its one video' };
  const texts = content.filter((part) => part['type'] === 'text').map((part) => part['text']);
  if (!texts.every((text) => typeof text === 'string')) return { problem: 'has a text part without text' };
  return { text: texts.map((text) => text.replaceAll(TAGS, '')).join('\n') };
}

function problemOf(messages: readonly JsonObject[]): string | undefined {
  const roles = messages.map((message) => message['role']);
  const spoken = roles[0] === 'system' ? roles.slice(1) : roles;
  const inTurn = spoken.every((role, turn) => role === (turn % 2 === 0 ? 'user' : 'assistant'));
  if (spoken.length === 0 || spoken.length % 2 !== 0 || !inTurn) {
    return `the roles are ${roles.map(String).join(', ') || 'none'}`;
  }
  for (const [number, message] of messages.entries()) {
    const read = textOf(message['content']);
    if ('problem' in read) return `message ${number} ${read.problem}`;
    if (message['role'] !== 'system' && read.text.trim() === '') return `message ${number} says nothing`;
  }
  return undefined;
}

/** Checks a conversation; true if the entry script can use it. */
export function checkConversation(value: unknown, path: string, notes: Notes): boolean {
  const list = isObject(value) && 'messages' in value ? value['messages'] : value;
  const problem =
    Array.isArray(list) && list.every(isObject) ? problemOf(list) : 'it is not a list of messages';
  if (problem !== undefined) notes.add(conversationInvalid, path, { problem });
  return problem === undefined;
}
