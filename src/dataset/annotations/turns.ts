/** The conversation of a LLaVA-style item, read as templates/entry/cookbook_entry/llava.py reads it. */
import { isObject, type JsonObject } from '../../json/object.ts';
import type { Turn } from '../sample.ts';
import { isBroken, stripped, withoutTags } from './text.ts';

/** What is said, and how many placeholders for media a single question held at most. */
export interface SpokenTurns {
  readonly system?: string;
  readonly turns: readonly Turn[];
  readonly tags: { readonly image: number; readonly video: number };
}

/** The speakers under the names that LLaVA, ShareGPT and OpenAI files give them. */
const ROLES: Readonly<Record<string, Turn['role'] | 'system'>> = {
  system: 'system',
  human: 'user',
  user: 'user',
  gpt: 'assistant',
  assistant: 'assistant',
};

function roleOf(message: JsonObject): Turn['role'] | 'system' | undefined {
  const name = Object.hasOwn(message, 'from') ? message['from'] : message['role'];
  return typeof name === 'string' && Object.hasOwn(ROLES, name) ? ROLES[name] : undefined;
}

/** How a speaker is called in the file. */
function calledIn(message: JsonObject): string {
  const name = Object.hasOwn(message, 'from') ? message['from'] : message['role'];
  return typeof name === 'string' ? name : 'nobody';
}

function messagesOf(item: JsonObject): readonly JsonObject[] | string {
  const key = Object.hasOwn(item, 'conversations') ? 'conversations' : 'messages';
  const messages = item[key];
  if (messages === undefined) return 'it has no conversations';
  if (!Array.isArray(messages) || !messages.every(isObject)) return `its ${key} are not a list of messages`;
  return messages;
}

/** What a conversation says, or what is wrong with it. A question may be empty where media stand before it. */
export function spokenIn(item: JsonObject, hasMedia: boolean): SpokenTurns | string {
  const messages = messagesOf(item);
  if (typeof messages === 'string') return messages;
  const roles = messages.map(roleOf);
  const spoken = roles[0] === 'system' ? roles.slice(1) : roles;
  const inTurn = spoken.every((role, turn) => role === (turn % 2 === 0 ? 'user' : 'assistant'));
  if (spoken.length === 0 || spoken.length % 2 !== 0 || !inTurn) {
    return `the speakers are ${messages.slice(0, 6).map(calledIn).join(', ') || 'none'}`;
  }
  let system: string | undefined;
  const turns: Turn[] = [];
  const tags = { image: 0, video: 0 };
  for (const [number, message] of messages.entries()) {
    const raw = Object.hasOwn(message, 'value') ? message['value'] : message['content'];
    if (typeof raw !== 'string') return `message ${number} has no text in value`;
    if (isBroken(raw)) return `message ${number} holds half a character, a lone surrogate`;
    const role = roles[number];
    if (role === 'system') {
      system = raw;
      continue;
    }
    if (role === 'assistant') {
      if (stripped(raw) === '') return `message ${number} has no answer`;
      turns.push({ role, text: raw });
      continue;
    }
    const { text, image, video } = withoutTags(raw);
    if (text === '' && !(hasMedia && turns.length === 0)) return `message ${number} has no question`;
    tags.image = Math.max(tags.image, image);
    tags.video = Math.max(tags.video, video);
    turns.push({ role: 'user', text });
  }
  return { ...(system === undefined || stripped(system) === '' ? {} : { system }), turns, tags };
}
