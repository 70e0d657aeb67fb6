/** Findings about how long samples are, and the settings that decide it. */

import { defineFinding } from '../../findings/finding.ts';
import { note, toRemove, toSet } from '../../findings/remedy.ts';

/** Both fps and nframes are set. */
export const visionFpsAndNframes = defineFinding<{ readonly fps: number; readonly nframes: number }>({
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
    remedy: [toRemove('custom.vision.fps'), toRemove('custom.vision.nframes')],
  }),
});

/** The pixel bounds of a frame contradict each other. */
export const visionMaxBelowMin = defineFinding<{
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
        remedy: toSet({ 'custom.vision.min_pixels': 3136n }, '{} to say so yourself'),
      };
    }
    const what = bound === 'given' ? 'custom.vision.min_pixels' : 'the size of one token';
    return {
      message: `custom.vision.max_pixels (${max}) is below ${what} (${min}).`,
      remedy: toSet({ 'custom.vision.max_pixels': BigInt(min) }),
    };
  },
});

/** What findings about lengths know. */
export interface LengthData {
  readonly samples: number;
  readonly of: number;
  /** The key that says at how many tokens a sample is cut. */
  readonly key: string;
  readonly limit: number;
  /** The longest sample, and its number of tokens. */
  readonly longest: string;
  readonly tokens: number;
  /** A value of that key that is enough for it. */
  readonly enough: number;
}

/** A sample's clip alone is longer than the model's context. */
export const visionTokensCut = defineFinding<LengthData>({
  id: 'vision-tokens-cut',
  summary: 'The tokens of a clip or picture do not fit into what a sample is cut at.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The last token that stands for pixels comes after the tokens that a sample is cut at.',
    why: 'The sample cannot be cut there: HFVLMDataPacker raises `truncation would break vision token alignment` and the run dies after its retries (0.4.4, 0.4.7); the Qwen2.5-VL packer cuts, and the model fails on the number of embeddings.',
    fix: 'Raise the limit, or sample fewer or smaller frames (`custom.vision` fps, nframes, max_pixels).',
  },
  say: ({ samples, of, key, limit, longest, tokens, enough }) => ({
    message: `${samples} of ${of} samples have more vision tokens than ${key} (${limit}) leaves room for; ${longest} needs ${tokens}.`,
    because: 'the run dies at the first of them',
    remedy: [toSet({ [key]: BigInt(enough) }), note('lower max_pixels, fps or nframes in [custom.vision]')],
  }),
});

/** The end of an answer is behind the model's context. */
export const answerCut = defineFinding<LengthData>({
  id: 'answer-cut',
  summary: 'The end of an answer does not fit into what a sample is cut at.',
  severity: 'warning',
  category: 'data',
  docs: {
    what: 'Prompt, clip and answer together are longer than a sample may be.',
    why: 'The engine cuts the end off (0.4.7: a warning in the log; before: not a word), so the model learns answers that stop in the middle, or nothing at all where the whole answer is cut.',
    fix: 'Raise the limit, or sample fewer or smaller frames (`custom.vision` fps, nframes, max_pixels).',
  },
  say: ({ samples, of, key, limit, longest, tokens, enough }) => ({
    message: `The answers of ${samples} of ${of} samples are cut at ${key} (${limit}); ${longest} has ${tokens} tokens.`,
    because: 'the engine trains on what is left of them',
    remedy: [toSet({ [key]: BigInt(enough) }), note('lower max_pixels, fps or nframes in [custom.vision]')],
  }),
});
