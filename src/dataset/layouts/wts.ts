/** The WTS recipe: a LLaVA-style file of multiple-choice questions, or the annotations as WTS publishes them. */
import { markIn, optionsIn } from '../annotations/choices.ts';
import { type Examiner, readAnnotations } from '../annotations/read.ts';
import { readScenes } from '../annotations/scenes.ts';
import { answerNotAnOption } from '../findings/answers.ts';
import { whyNoFolder } from '../folder.ts';
import type { LayoutDefinition } from '../layout.ts';
import { llava } from './llava.ts';

/** Every answer is the letter of an option that its question lists. */
const choiceExaminer: Examiner = {
  item({ spoken: { turns }, place }, notes) {
    for (const [number, { role, text: answer }] of turns.entries()) {
      if (role !== 'assistant') continue;
      const options = optionsIn(turns[number - 1]?.text ?? '');
      const mark = markIn(answer);
      if (options.size === 0 || (mark !== undefined && options.has(mark))) continue;
      notes.add(answerNotAnOption, place, {
        answer,
        options: [...options.keys()],
        marked: mark !== undefined,
      });
    }
  },
};

/** The WTS layout. */
export const wts: LayoutDefinition = {
  ...llava,
  root: 'either',
  read: (root, request, notes) =>
    whyNoFolder(root) === undefined
      ? readScenes(root, request, notes)
      : readAnnotations(root, request, notes, choiceExaminer),
};
