import { defineDatasetFinding } from '../finding-kind.ts';

/** An answer does not have the form that its question asks for. */
export const answerUnusual = defineDatasetFinding<{
  readonly answer: string;
  readonly expected: string;
  readonly category?: string;
}>({
  id: 'answer-unusual',
  summary: 'An answer does not have the form that its question asks for.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'In the warehouse recipe the `category` of an item decides the form of its answer: `left_right`, `mcq` and `count` (a whole number), `distance` (a number). Several questions of an item with one answer to all are unusual too.',
    why: 'The data_preprocess.py of the recipe writes `normalized_answer` behind every question of an item, whatever was asked; the published script trains on the first only, ours on all.',
    fix: 'Correct the answer; split an item with several questions into several.',
  },
  say: ({ answer, expected, category }, subject) => ({
    message: `${subject}: the answer ${JSON.stringify(answer.slice(0, 40))} is not ${expected}${category === undefined ? '' : `, which ${category} asks for`}.`,
    help: 'Correct the answer, or remove the item.',
  }),
});
