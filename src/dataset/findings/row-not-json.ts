import { defineDatasetFinding } from '../finding-kind.ts';

/** The conversation of a row is not valid JSON. */
export const rowNotJson = defineDatasetFinding<{ readonly why: string }>({
  id: 'row-not-json',
  summary: 'The conversation of a row is not valid JSON.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The text in the column of the conversations does not parse, or names a key twice. A row is counted from 0, over all files of the dataset.',
    why: 'The published scripts raise at this row: 50 attempts, then the run ends, with exit code 0 on 0.4.7 (seen with other faults of a sample).',
    fix: 'Write the row with `json.dumps`, not with `str`.',
  },
  say: ({ why }, subject) => ({
    message: `${subject} is not valid JSON: ${why}.`,
    help: 'Write the conversation with json.dumps when the dataset is made.',
  }),
});
