import { defineDatasetFinding } from '../finding-kind.ts';

/** Both fps and nframes are set. */
export const visionFpsAndNframes = defineDatasetFinding<{ readonly fps: number; readonly nframes: number }>({
  id: 'vision-fps-and-nframes',
  summary: 'Both fps and nframes are set.',
  severity: 'error',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: '`[custom.vision]` sets `fps` and `nframes`.',
    why: 'qwen-vl-utils asserts `Only accept either fps or nframes` at the first sample (`smart_nframes`, 0.0.14).',
    fix: 'Remove one of the two.',
  },
  say: ({ fps, nframes }) => ({
    message: `custom.vision sets both fps (${fps}) and nframes (${nframes}), and only one of them can hold.`,
    help: 'Add ~custom.vision.fps or ~custom.vision.nframes.',
  }),
});
