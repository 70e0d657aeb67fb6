/** Bytes of a Qwen-VL of Transformers in training, whatever trains it. Method and sources: docs/estimates.md. */
import type { Longest, ModelShape, RunSizes } from '../sizing.ts';

/** Output and input widths of the linear layers of one decoder layer. */
function linears(s: ModelShape): Readonly<Record<string, number>> {
  return {
    q_proj: s.hidden + s.queries,
    k_proj: s.hidden + s.keys,
    v_proj: s.hidden + s.keys,
    o_proj: s.queries + s.hidden,
    gate_proj: s.hidden + s.mlp,
    up_proj: s.hidden + s.mlp,
    down_proj: s.mlp + s.hidden,
  };
}

/** Parameters that a LoRA adapter adds to the language model. */
export function adapterParameters(s: ModelShape, lora: NonNullable<RunSizes['lora']>): number {
  const widths = Object.entries(linears(s))
    .filter(([name]) => lora.targets === 'all-linear' || lora.targets.some((one) => one.endsWith(name)))
    .map(([, width]) => width);
  return lora.rank * s.layers * widths.reduce((sum, width) => sum + width, 0);
}

/**
 * Bytes that one token of one decoder layer leaves for the backward pass (modeling_qwen3_vl.py, transformers 4.57.6, SDPA):
 * two RMSNorms (fp32 input, bf16 result twice), those of queries and keys, their rotated copies, values, repeated keys and
 * values, the attention's output twice, gate, up, activation and product of the MLP.
 */
function layerBytes(s: ModelShape): number {
  const norms = 2 * 8 * s.hidden;
  const attention =
    (s.normsQueries ? 8 : 2) * (s.queries + s.keys) + 2 * s.keys + 4 * s.queries + 4 * s.queries;
  return norms + attention + 8 * s.mlp;
}

/** The same of one patch in one block of the vision tower: two LayerNorms, qkv, rotated fp32 copies, output, MLP. */
function blockBytes({ vision: { width, mlp } }: ModelShape): number {
  return 8 * width + 22 * width + 4 * mlp;
}

/** Bytes that a pass leaves for its way back; with checkpointing, only the input of each layer and block is kept. */
export function activations(s: ModelShape, { checkpointing, miniBatch }: RunSizes, longest: Longest): number {
  const tokens = miniBatch * longest.tokens;
  const patches = miniBatch * longest.patches;
  const inner = checkpointing
    ? 2 * s.hidden * s.layers * tokens + 2 * s.vision.width * s.vision.depth * patches
    : layerBytes(s) * s.layers * tokens + blockBytes(s) * s.vision.depth * patches;
  return inner + 4 * s.vision.pixels * patches;
}
