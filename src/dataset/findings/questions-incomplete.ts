import { defineDatasetFinding } from '../finding-kind.ts';

/** What the questions are called. */
const NAMES = {
  open: 'what it shows',
  yes: 'one answered with yes',
  no: 'one answered with no',
  choice: 'a choice among options',
};

/** A picture has not the four questions of the wafer map recipe. */
export const questionsIncomplete = defineDatasetFinding<{
  readonly missing: ReadonlyArray<keyof typeof NAMES>;
}>({
  id: 'questions-incomplete',
  summary: 'A picture lacks one of the four questions of the wafer map recipe.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'About every picture the recipe asks what it shows, for this defect (yes), for another one (no), and to choose among the options.',
    why: 'Without the questions that are answered with no, for example, the model learns to say yes.',
    fix: 'Add the question; make the annotation file anew if it was cut.',
  },
  say: ({ missing }, subject) => ({
    message: `About the picture ${subject} a question is missing: ${missing.map((kind) => NAMES[kind]).join('; ')}.`,
    help: 'Make the annotation file anew, with four questions about every picture.',
  }),
});
