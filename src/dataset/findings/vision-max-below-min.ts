import { defineDatasetFinding } from '../finding-kind.ts';

/** The pixel bounds of a frame contradict each other. */
export const visionMaxBelowMin = defineDatasetFinding<{
  readonly max: number;
  readonly min: number;
  readonly bound: 'given' | 'token' | 'default';
}>({
  id: 'vision-max-below-min',
  summary: 'The pixel bounds of a frame contradict each other.',
  severity: 'error',
  category: 'config',
  enforcedBy: 'nobody',
  docs: {
    what: '`max_pixels` is below `min_pixels`, or below the size of one token; or, where `min_pixels` is not set, below the default lower bound of qwen-vl-utils 0.0.14 (128 tokens: 100352 pixels for qwen2_5_vl, 131072 for qwen3_vl), which is only a note.',
    why: "qwen-vl-utils asserts `max_pixels >= min_pixels` at the first sample. For the default bound our entry script sets a lower `min_pixels` itself; NVIDIA's scripts fail.",
    fix: 'Raise `max_pixels`, or set a smaller `min_pixels`.',
  },
  say: ({ max, min, bound }) => {
    if (bound === 'default') {
      return {
        severity: 'info',
        message: `custom.vision.max_pixels (${max}) is below the default lower bound of ${min} pixels; the entry script sets a smaller min_pixels.`,
        help: 'Set custom.vision.min_pixels=3136 to say so yourself.',
      };
    }
    const what = bound === 'given' ? 'custom.vision.min_pixels' : 'the size of one token';
    return {
      message: `custom.vision.max_pixels (${max}) is below ${what} (${min}).`,
      help: `Set custom.vision.max_pixels to at least ${min}.`,
    };
  },
});
