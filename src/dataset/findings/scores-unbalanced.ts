import { defineDatasetFinding } from '../finding-kind.ts';

/** Nearly all answers are the same score. */
export const scoresUnbalanced = defineDatasetFinding<{
  readonly score: number;
  readonly count: number;
  readonly total: number;
  readonly histogram: Readonly<Record<string, number>>;
}>({
  id: 'scores-unbalanced',
  summary: 'Nearly all answers are the same score.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'More than four fifths of the samples have one score.',
    why: 'A model that always answers this score is right nearly always, so the loss falls without anything being learnt about the clips.',
    fix: 'Balance the scores: drop or repeat rows.',
  },
  say: ({ score, count, total }, subject) => ({
    message: `${subject}: ${count} of ${total} answers are the score ${score}.`,
    help: 'Balance the scores when the dataset is made.',
  }),
});
