import { defineDatasetFinding } from '../finding-kind.ts';

/** A label is not UTF-8 text. */
export const labelNotUtf8 = defineDatasetFinding<Record<string, never>>({
  id: 'label-not-utf8',
  summary: 'A label is not UTF-8 text.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A label or conversation file holds bytes that are not UTF-8.',
    why: "NVIDIA's avha_sft.py does not catch the UnicodeDecodeError and ends after the model is loaded; our entry script stops at its start.",
    fix: 'Save the file as UTF-8.',
  },
  say: (_, subject) => ({
    message: `${subject} is not UTF-8.`,
    help: `Convert it: iconv -f latin1 -t utf8 ${subject}`,
  }),
});
