import { defineDatasetFinding } from '../finding-kind.ts';

/** An answer says another class than the folder of its picture. */
export const answerContradictsLabel = defineDatasetFinding<{
  readonly answer: string;
  readonly label: string;
  /** The label is one of the options. */
  readonly listed: boolean;
}>({
  id: 'answer-contradicts-label',
  summary: 'An answer contradicts the folder that its picture lies in.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The chosen option is another defect than the folder of the picture names, upper and lower case aside, or a question about that very defect is answered with no; a warning where the folder is none of the options.',
    why: 'The create_annotation.py of the recipe looks folder names up in lower case. WM-811K writes them as `Center` and `Edge-Loc`, so that every multiple-choice answer becomes `(1) loc.`, and the defect of a question to be denied may be the true one: a quarter of the data is wrong, without a word.',
    fix: 'Rename the folders to lower case (`center`, `edge-loc`) and make the annotation file anew.',
  },
  say: ({ answer, label, listed }, subject) => ({
    message: listed
      ? `${subject}: the answer ${JSON.stringify(answer.slice(0, 60))} contradicts the folder of its picture, ${label}.`
      : `${subject}: the folder of its picture, ${label}, is none of the options, and the answer is ${JSON.stringify(answer.slice(0, 60))}.`,
    help: 'Rename the folders of the pictures to lower case, and make the annotations anew.',
    severity: listed ? 'error' : 'warning',
  }),
});
