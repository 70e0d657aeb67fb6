import { defineDatasetFinding } from '../finding-kind.ts';

/** A label is not valid JSON. */
export const labelNotJson = defineDatasetFinding<{ readonly why: string }>({
  id: 'label-not-json',
  summary: 'A label is not valid JSON.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A label or conversation file does not parse, names a key twice, or is far too large.',
    why: "NVIDIA's avha_sft.py skips such a label with a printed line; our entry script stops.",
    fix: 'Repair the file.',
  },
  say: ({ why }, subject) => ({
    message: `${subject} is not valid JSON: ${why}.`,
    help: `See the place with: python -m json.tool ${subject}`,
  }),
});
