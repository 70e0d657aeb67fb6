/** The warehouse recipe: a picture and its set-of-marks overlay, and a question of one of four categories. */
import { basename, extname } from 'node:path';
import type { Annotation, Examiner } from '../annotations/read.ts';
import { stripped } from '../annotations/text.ts';
import type { Notes } from '../finding-collector.ts';
import { answerUnusual } from '../findings/answers.ts';
import { overlayMismatch } from '../findings/media.ts';
import { splitMixed } from '../findings/sampling.ts';
import { llavaLayout } from './llava.ts';

/** What the prompts of the recipe ask for, by category. */
const FORMS: Readonly<Record<string, readonly [form: RegExp, words: string]>> = {
  left_right: [/^(left|right)$/i, 'left or right'],
  mcq: [/^\d+$/, 'the number of a region'],
  count: [/^\d+$/, 'a whole number'],
  distance: [/^\d+(\.\d+)?$/, 'a number'],
};

function checkOverlay({ item, names, place }: Annotation, notes: Notes): void {
  const { pictures } = names;
  const [original, overlay] = pictures;
  if (original === undefined || overlay === undefined || pictures.length > 2) {
    notes.add(overlayMismatch, place, { problem: `it has ${pictures.length} pictures, not two` });
    return;
  }
  const stem = basename(original, extname(original));
  const id = ['string', 'number'].includes(typeof item['id']) ? `${item['id']}` : undefined;
  // overlay_and_save_som.py of the recipe writes som_images/<stem>.<id>.png.
  const fits = basename(overlay).startsWith(`${stem}.`) && overlay !== original;
  if (!fits) notes.add(overlayMismatch, place, { problem: `${overlay} is no overlay of ${original}` });
  else if (id !== undefined && !basename(overlay).startsWith(`${stem}.${id}.`)) {
    notes.add(overlayMismatch, place, { problem: `${overlay} is the overlay of another question` });
  }
}

function checkAnswers({ item, spoken, place }: Annotation, notes: Notes): void {
  const answers = spoken.turns.filter(({ role }) => role === 'assistant').map(({ text }) => stripped(text));
  const { category } = item;
  const form = typeof category === 'string' && Object.hasOwn(FORMS, category) ? FORMS[category] : undefined;
  const odd = form && answers.find((answer) => !form[0].test(answer));
  if (form !== undefined && odd !== undefined) {
    notes.add(answerUnusual, place, { answer: odd, expected: form[1], category: String(category) });
  }
  const questions = new Set(spoken.turns.filter(({ role }) => role === 'user').map(({ text }) => text));
  if (questions.size > 1 && new Set(answers).size === 1) {
    notes.add(answerUnusual, place, { answer: answers[0] ?? '', expected: 'an answer to each question' });
  }
}

/** Looks at every item of a warehouse file, and at the end at the splits its pictures come from. */
function warehouseExaminer(file: string): Examiner {
  const splits = { train: 0, val: 0 };
  return {
    item(annotation, notes) {
      checkOverlay(annotation, notes);
      checkAnswers(annotation, notes);
      const first = annotation.names.pictures[0] ?? '';
      const split = /(?:^|\/)(train|val)\//.exec(first)?.[1] as keyof typeof splits | undefined;
      if (split !== undefined) splits[split] += 1;
    },
    end(notes) {
      const { train, val } = splits;
      const name = basename(file);
      // data_preprocess.py of the recipe takes any path with "val" in it for the validation file.
      const wrong = name.includes('train')
        ? val > 0
        : name.includes('val')
          ? train > 0
          : train > 0 && val > 0;
      if (wrong) notes.add(splitMixed, file, { train, val });
    },
  };
}

/** The warehouse layout. */
export const warehouse = llavaLayout(warehouseExaminer);
