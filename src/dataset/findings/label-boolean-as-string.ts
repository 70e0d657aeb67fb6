import { defineDatasetFinding } from '../finding-kind.ts';

/** A label writes true or false as text. */
export const labelBooleanAsString = defineDatasetFinding<{ readonly key: string; readonly value: string }>({
  id: 'label-boolean-as-string',
  summary: 'A label writes true or false as text.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'A value is `"true"` or `"False"` instead of `true` or `false`.',
    why: 'The model is taught an answer whose types change from sample to sample.',
    fix: 'Write it without quotation marks.',
  },
  say: ({ key, value }, subject) => ({
    message: `${subject}: ${key} is the text ${JSON.stringify(value)}.`,
    help: `Write ${value.trim().toLowerCase()} without quotation marks.`,
  }),
});
