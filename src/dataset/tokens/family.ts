/** What decides the number of tokens of a picture, for each model family. */

/** Sizes in pixels. */
export interface TokenFamily {
  /** Along one side of a token: the patch size times the spatial merge of 2. */
  readonly side: number;
  /**
   * Total pixels that the model's own processor allows a picture, and, where it resizes a second time, a frame: `size` of
   * the published preprocessor_config.json (min_pixels and max_pixels, shortest_edge and longest_edge).
   */
  readonly processor: { readonly min: number; readonly max: number };
  /** True where the processor resizes again what qwen-vl-utils has resized (no `do_resize=False` in its packer). */
  readonly resizesAgain: boolean;
  /** True where a time stamp and two marks stand before each pair of frames (transformers 4.57.6, processing_qwen3_vl.py). */
  readonly timestamps: boolean;
  /** The system message where a conversation has none, by the chat template. */
  readonly defaultSystem?: string;
}

/** By `model_type`, as the processors of Transformers and the packers around them take pictures. */
export const TOKEN_FAMILIES: Readonly<Record<string, TokenFamily>> = {
  qwen2_5_vl: {
    side: 28,
    processor: { min: 3136, max: 12_845_056 },
    resizesAgain: true,
    timestamps: false,
    defaultSystem: 'You are a helpful assistant.',
  },
  qwen3_vl: {
    side: 32,
    processor: { min: 65_536, max: 16_777_216 },
    resizesAgain: false,
    timestamps: true,
  },
};
