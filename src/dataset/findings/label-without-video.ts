import { defineDatasetFinding } from '../finding-kind.ts';

/** A label has no clip. */
export const labelWithoutVideo = defineDatasetFinding<{ readonly expected: string }>({
  id: 'label-without-video',
  summary: 'A label has no clip.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'There is `metas/ID.label.json`, but neither `videos/ID.mp4` nor `videos/ID.camera_front_wide_120fov.mp4`.',
    why: "NVIDIA's avha_sft.py never notices, and trains on fewer samples than you think; our entry script stops.",
    fix: 'Add the clip, or remove the label.',
  },
  say: ({ expected }, subject) => ({
    message: `The label ${subject} has no clip ${expected}.`,
    help: 'Add the clip, or remove the label.',
  }),
});
