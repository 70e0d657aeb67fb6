import { defineDatasetFinding } from '../finding-kind.ts';

/** A picture is too narrow to be resized. */
export const mediaShapeRefused = defineDatasetFinding<{
  readonly width: number;
  readonly height: number;
  readonly sample: string;
}>({
  id: 'media-shape-refused',
  summary: 'A clip or picture is more than 200 times as long as it is wide.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The resize rule of the Qwen processors refuses the picture or the frames.',
    why: '`smart_resize` of qwen-vl-utils 0.0.14 raises `absolute aspect ratio must be smaller than 200`; the sample is retried 50 times, then the run dies.',
    fix: 'Remove the sample, or cut the picture.',
  },
  say: ({ width, height, sample }, subject) => ({
    message: `${subject} of sample ${sample} has ${width}x${height} pixels, which the processor refuses to resize.`,
    help: 'Remove the sample, or cut the picture to a shape below 200 to 1.',
  }),
});
