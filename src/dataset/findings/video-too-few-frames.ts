import { defineDatasetFinding } from '../finding-kind.ts';

/** A clip has fewer frames than the config samples. */
export const videoTooFewFrames = defineDatasetFinding<{ readonly frames: number; readonly nframes?: number }>(
  {
    id: 'video-too-few-frames',
    summary: 'A clip has fewer frames than the config samples.',
    severity: 'error',
    category: 'data',
    docs: {
      what: '`custom.vision.nframes` is larger than the number of frames of the clip; or, without nframes, the clip has fewer than 2 frames (error) or fewer than 4 (warning).',
      why: 'qwen-vl-utils 0.0.14 (`smart_nframes`) raises `nframes should in interval [2, 10], but got 16`; it then tries torchvision, whose reader no longer exists, so the log blames torchvision (seen on 0.4.7).',
      fix: 'Lower `custom.vision.nframes`, or remove the clip.',
    },
    say: ({ frames, nframes }, subject) => ({
      ...(nframes === undefined && frames >= 2 ? { severity: 'warning' as const } : {}),
      message:
        nframes === undefined
          ? `The clip ${subject} has only ${frames} ${frames === 1 ? 'frame' : 'frames'}.`
          : `The clip ${subject} has ${frames} frames, fewer than the ${nframes} that custom.vision.nframes asks for.`,
      help:
        nframes === undefined
          ? 'Remove the clip or use a longer one.'
          : `Set custom.vision.nframes=${Math.max(2, frames - (frames % 2))} or lower, or remove the clip.`,
    }),
  },
);
