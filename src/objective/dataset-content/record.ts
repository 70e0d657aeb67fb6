/** Prompts and answers of one record, in the layouts that people use: LLaVA, chat messages, question and answer. */
import { isObject, type JsonObject } from '../../json/object.ts';

/** The texts of one record. */
interface Texts {
  readonly prompts: readonly string[];
  readonly answers: readonly string[];
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textOf).join('\n');
  return isObject(value) ? textOf(value['text'] ?? value['content'] ?? value['value'] ?? '') : '';
}

const ANSWERS = [
  'answer',
  'answers',
  'response',
  'completion',
  'output',
  'caption',
  'target',
  'label',
  'text',
  'gt',
  'solution',
];
const PROMPTS = ['question', 'questions', 'prompt', 'instruction', 'input', 'query', 'user'];

/** The texts of a record; empty where it has none. */
export function textsOf(record: JsonObject): Texts {
  const turns = ['conversations', 'messages', 'conversation', 'dialog', 'turns', 'chat']
    .map((key) => record[key])
    .find((value) => Array.isArray(value));
  if (Array.isArray(turns)) {
    const prompts: string[] = [];
    const answers: string[] = [];
    for (const turn of turns) {
      if (!isObject(turn)) continue;
      const who = String(turn['from'] ?? turn['role'] ?? '').toLowerCase();
      const text = textOf(turn['value'] ?? turn['content'] ?? turn['text'] ?? '');
      (/^(?:gpt|assistant|model|bot|answer)/.test(who) ? answers : prompts).push(text);
    }
    return { prompts, answers };
  }
  const pick = (keys: readonly string[]) =>
    keys
      .map((key) => record[key])
      .filter((value) => value !== undefined && value !== null)
      .map((value) => (typeof value === 'object' ? JSON.stringify(value) : textOf(value)));
  return { prompts: pick(PROMPTS), answers: pick(ANSWERS) };
}
