import { defineDatasetFinding } from '../finding-kind.ts';

/** What findings about lengths know. */
export interface LengthData {
  readonly samples: number;
  readonly of: number;
  readonly limit: number;
  /** The longest sample, and its number of tokens. */
  readonly longest: string;
  readonly tokens: number;
  /** A value of policy.model_max_length that is enough for it. */
  readonly enough: number;
}

/** A sample's clip alone is longer than the model's context. */
export const visionTokensCut = defineDatasetFinding<LengthData>({
  id: 'vision-tokens-cut',
  summary: 'The tokens of a clip or picture do not fit into policy.model_max_length.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The last token that stands for pixels comes after `policy.model_max_length` tokens.',
    why: 'The sample cannot be cut there: HFVLMDataPacker raises `truncation would break vision token alignment` and the run dies after its retries (0.4.4, 0.4.7); the Qwen2.5-VL packer cuts, and the model fails on the number of embeddings.',
    fix: 'Raise `policy.model_max_length`, or sample fewer or smaller frames (`custom.vision` fps, nframes, max_pixels).',
  },
  say: ({ samples, of, limit, longest, tokens, enough }) => ({
    message: `${samples} of ${of} samples have more vision tokens than policy.model_max_length (${limit}) leaves room for; ${longest} needs ${tokens}.`,
    because: 'the run dies at the first of them',
    help: `Set policy.model_max_length=${enough}, or lower custom.vision.max_pixels, fps or nframes.`,
  }),
});
