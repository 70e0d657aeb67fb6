import { defineDatasetFinding } from '../finding-kind.ts';

/** An answer of the scoring recipe is no score from 1 to 5. */
export const scoreInvalid = defineDatasetFinding<{ readonly answer: string; readonly score?: number }>({
  id: 'score-invalid',
  summary: 'An answer of the scoring recipe is no score from 1 to 5.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'An answer is a whole number from 1 to 5, alone or in `<answer>` tags. Another number is an error, anything else a warning.',
    why: 'The model learns to answer what nobody asks for; the published evaluation counts an answer that is no number as wrong.',
    fix: 'Correct the score, or take the row out.',
  },
  say: ({ answer, score }, subject) =>
    score === undefined
      ? {
          severity: 'warning',
          message: `${subject}: the answer is no score alone: ${JSON.stringify(answer)}.`,
          help: 'Write the score alone, or in <answer> tags.',
        }
      : {
          message: `${subject}: the score ${score} is not a whole number from 1 to 5.`,
          help: 'Correct the score, or take the row out.',
        },
});
