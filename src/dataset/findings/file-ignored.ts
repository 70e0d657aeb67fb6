import { defineDatasetFinding } from '../finding-kind.ts';

/** A file in the folder of clips or labels is not used. */
export const fileIgnored = defineDatasetFinding<{ readonly expected: string }>({
  id: 'file-ignored',
  summary: 'A file in the folder of clips or labels is not used.',
  severity: 'info',
  category: 'data',
  docs: {
    what: 'A file in `videos/` does not end in `.mp4`, or one in `metas/` not in `.label.json` (upper and lower case matter).',
    why: "Neither NVIDIA's nor our entry script reads it.",
    fix: 'Rename it, if it was meant to be used.',
  },
  say: ({ expected }, subject) => ({
    message: `${subject} is not used: its name does not end in ${expected}.`,
  }),
});
