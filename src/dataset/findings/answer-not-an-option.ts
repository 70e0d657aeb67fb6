import { defineDatasetFinding } from '../finding-kind.ts';

/** The answer of a multiple-choice question is none of its options. */
export const answerNotAnOption = defineDatasetFinding<{
  readonly answer: string;
  readonly options: readonly string[];
  /** The answer is the mark of an option, of one that is not listed. */
  readonly marked: boolean;
}>({
  id: 'answer-not-an-option',
  summary: 'The answer of a multiple-choice question is none of the options that it lists.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The question lists options (`A: …` in lines, or `(1) …`), and the answer is a letter or number that is not among them; a warning where the answer is no letter or number at all.',
    why: 'The model learns an answer that cannot be right, without a word by the engine.',
    fix: 'Correct the answer, or remove the item.',
  },
  say: ({ answer, options, marked }, subject) => ({
    message: `${subject}: the answer ${JSON.stringify(answer.slice(0, 40))} is none of the options ${options.join(', ')}.`,
    help: 'Write the letter or number of an option as the answer.',
    severity: marked ? 'error' : 'warning',
  }),
});
