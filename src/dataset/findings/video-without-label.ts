import { defineDatasetFinding } from '../finding-kind.ts';

/** A clip has no label. */
export const videoWithoutLabel = defineDatasetFinding<{ readonly expected: string }>({
  id: 'video-without-label',
  summary: 'A clip has no label.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'There is a clip in `videos/`, but no `metas/ID.label.json`.',
    why: "NVIDIA's avha_sft.py prints a warning and skips the clip; our entry script stops.",
    fix: 'Add the label, or remove the clip.',
  },
  say: ({ expected }, subject) => ({
    message: `The clip ${subject} has no label ${expected}.`,
    help: 'Add the label, or remove the clip.',
  }),
});
