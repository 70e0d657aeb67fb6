import { defineDatasetFinding } from '../finding-kind.ts';

/** A row says the same about the same media as an earlier one. */
export const sampleRepeated = defineDatasetFinding<{ readonly first: number }>({
  id: 'sample-repeated',
  summary: 'A row says the same about the same media as an earlier one.',
  severity: 'info',
  category: 'data',
  docs: {
    what: 'Two rows name the same files and have the same texts.',
    why: 'It is trained on as often as it is there, and a copy may be held out for validation, where it makes the loss look better.',
    fix: 'Nothing, if rows are repeated to balance the data; else drop one.',
  },
  say: ({ first }, subject) => ({ message: `${subject} is the same as row ${first}.` }),
});
