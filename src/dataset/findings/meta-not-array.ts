import { defineDatasetFinding } from '../finding-kind.ts';

/** A meta file is not a JSON array. */
export const metaNotArray = defineDatasetFinding<{ readonly why: string }>({
  id: 'meta-not-array',
  summary: 'A meta or annotation file is not a JSON array.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The meta file of a sub-directory, or the annotation file, is not UTF-8 JSON, or is something else than an array.',
    why: 'The entry script stops.',
    fix: 'Write one JSON array, `[{…}, {…}]`; lines of JSON (JSONL) are not one.',
  },
  say: ({ why }, subject) => ({
    message: `${subject} is not a JSON array: ${why}.`,
    help: 'Write [{…}, {…}]; make one of JSON lines with: jq -s . FILE',
  }),
});
