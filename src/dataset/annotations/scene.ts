/** One scene of the WTS annotations: clips of the cameras above it, and questions about the surroundings. */

import { isObject } from '../../json/object.ts';
import type { Notes } from '../finding-collector.ts';
import { promptUnreadable } from '../findings/place.ts';
import { promptText } from '../prompts.ts';
import type { DatasetRequest } from '../request.ts';
import { isBroken, stripped } from './text.ts';

/** A question with its options by letter, and the letter of the right one. */
export interface Question {
  readonly text: string;
  readonly options: ReadonlyMap<string, string>;
  readonly correct: string;
}

/** Every question is asked about every clip. */
export interface Scene {
  readonly clips: readonly string[];
  readonly questions: readonly Question[];
}

/** WTS lists up to four. */
const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f'];

const isSound = (text: unknown): text is string =>
  typeof text === 'string' && stripped(text) !== '' && !isBroken(text);

function questionOf(row: unknown): Question | string {
  if (!isObject(row)) return 'is no object';
  const { question, correct } = row;
  if (!isSound(question)) return 'has no text in question';
  const options = new Map<string, string>();
  for (const letter of LETTERS.filter((one) => Object.hasOwn(row, one))) {
    const option = row[letter];
    if (!isSound(option)) return `has no text in ${letter}`;
    options.set(letter.toUpperCase(), stripped(option));
  }
  if (options.size < 2) return 'has fewer than two options';
  if (!isSound(correct)) return 'has no letter in correct';
  return { text: stripped(question), options, correct: stripped(correct).toUpperCase() };
}

function sceneOf(entry: unknown): Scene | string {
  if (!isObject(entry)) return 'it is not a list of objects';
  const { overhead_videos: clips, environment } = entry;
  if (!Array.isArray(clips) || !clips.every(isSound)) return 'its overhead_videos are not a list of names';
  if (!Array.isArray(environment)) return 'its environment is not a list of questions';
  const questions: Question[] = [];
  for (const [number, row] of environment.entries()) {
    const question = questionOf(row);
    if (typeof question === 'string') return `question ${number} ${question}`;
    questions.push(question);
  }
  return { clips, questions };
}

/** The scenes in the JSON of an annotation file, mostly one, or what is wrong with it. */
export function scenesOf(value: unknown): readonly Scene[] | string {
  if (!Array.isArray(value) || value.length === 0) return 'it is not a list of objects';
  const scenes: Scene[] = [];
  for (const entry of value) {
    const scene = sceneOf(entry);
    if (typeof scene === 'string') return scene;
    scenes.push(scene);
  }
  return scenes;
}

/** The template of the questions, ours or the user's; "" after a note. */
export function questionPrompt({ prompts, cwd }: DatasetRequest, notes: Notes): string {
  const key = 'custom.prompts.user_file';
  const text = promptText(prompts.user, 'wts_user.txt', key, cwd, notes);
  const lacking = ['{question}', '{options}'].filter((name) => !text.includes(name));
  if (text !== '' && lacking.length > 0) {
    notes.add(promptUnreadable, prompts.user ?? '', { key, why: `it lacks ${lacking.join(' and ')}` });
  }
  return text;
}

/** The template with a question and its options in it. */
export function questionText(template: string, { text, options }: Question): string {
  const listed = [...options].map(([letter, option]) => `${letter}: ${option}`).join('\n');
  return template.replaceAll(/\{(question|options)\}/g, (_, name) => (name === 'question' ? text : listed));
}
