/**
 * Parameter names of the models that the recipes train, as the engine sees them: regular expressions and LoRA targets are
 * matched on these. `{i}` stands for a layer. Read from the safetensors headers of the published checkpoints and from the
 * weight mappers of the engine (policy/model/qwen2_5_vl, 0.4.7); layer counts are those of the largest model of a family.
 */

/** One model family on one path through the engine. */
export interface ModelParameters {
  readonly what: string;
  /** Parameter names with the layers written out. */
  readonly names: readonly string[];
  /** Modules that are `nn.Linear`, which LoRA can adapt. */
  readonly linear: readonly string[];
}

/** Template, number of layers, and whether it is the weight of a linear module. */
type Row = readonly [template: string, count: number, linear: boolean];

// biome-ignore format: a table
const QWEN3_VL: readonly Row[] = [
  ['model.visual.patch_embed.proj.weight', 1, false],
  ['model.visual.patch_embed.proj.bias', 1, false],
  ['model.visual.pos_embed.weight', 1, false],
  ['model.visual.blocks.{i}.norm1.weight', 27, false],
  ['model.visual.blocks.{i}.norm1.bias', 27, false],
  ['model.visual.blocks.{i}.norm2.weight', 27, false],
  ['model.visual.blocks.{i}.norm2.bias', 27, false],
  ['model.visual.blocks.{i}.attn.qkv.weight', 27, true],
  ['model.visual.blocks.{i}.attn.qkv.bias', 27, true],
  ['model.visual.blocks.{i}.attn.proj.weight', 27, true],
  ['model.visual.blocks.{i}.attn.proj.bias', 27, true],
  ['model.visual.blocks.{i}.mlp.linear_fc1.weight', 27, true],
  ['model.visual.blocks.{i}.mlp.linear_fc1.bias', 27, true],
  ['model.visual.blocks.{i}.mlp.linear_fc2.weight', 27, true],
  ['model.visual.blocks.{i}.mlp.linear_fc2.bias', 27, true],
  ['model.visual.merger.norm.weight', 1, false],
  ['model.visual.merger.norm.bias', 1, false],
  ['model.visual.merger.linear_fc1.weight', 1, true],
  ['model.visual.merger.linear_fc1.bias', 1, true],
  ['model.visual.merger.linear_fc2.weight', 1, true],
  ['model.visual.merger.linear_fc2.bias', 1, true],
  ['model.visual.deepstack_merger_list.{i}.norm.weight', 3, false],
  ['model.visual.deepstack_merger_list.{i}.norm.bias', 3, false],
  ['model.visual.deepstack_merger_list.{i}.linear_fc1.weight', 3, true],
  ['model.visual.deepstack_merger_list.{i}.linear_fc1.bias', 3, true],
  ['model.visual.deepstack_merger_list.{i}.linear_fc2.weight', 3, true],
  ['model.visual.deepstack_merger_list.{i}.linear_fc2.bias', 3, true],
  ['model.language_model.embed_tokens.weight', 1, false],
  ['model.language_model.layers.{i}.self_attn.q_proj.weight', 36, true],
  ['model.language_model.layers.{i}.self_attn.k_proj.weight', 36, true],
  ['model.language_model.layers.{i}.self_attn.v_proj.weight', 36, true],
  ['model.language_model.layers.{i}.self_attn.o_proj.weight', 36, true],
  ['model.language_model.layers.{i}.self_attn.q_norm.weight', 36, false],
  ['model.language_model.layers.{i}.self_attn.k_norm.weight', 36, false],
  ['model.language_model.layers.{i}.mlp.gate_proj.weight', 36, true],
  ['model.language_model.layers.{i}.mlp.up_proj.weight', 36, true],
  ['model.language_model.layers.{i}.mlp.down_proj.weight', 36, true],
  ['model.language_model.layers.{i}.input_layernorm.weight', 36, false],
  ['model.language_model.layers.{i}.post_attention_layernorm.weight', 36, false],
  ['model.language_model.norm.weight', 1, false],
  ['lm_head.weight', 1, true],
];

// biome-ignore format: a table
const QWEN25_HF: readonly Row[] = [
  ['model.visual.patch_embed.proj.weight', 1, false],
  ['model.visual.blocks.{i}.norm1.weight', 32, false],
  ['model.visual.blocks.{i}.norm2.weight', 32, false],
  ['model.visual.blocks.{i}.attn.qkv.weight', 32, true],
  ['model.visual.blocks.{i}.attn.qkv.bias', 32, true],
  ['model.visual.blocks.{i}.attn.proj.weight', 32, true],
  ['model.visual.blocks.{i}.attn.proj.bias', 32, true],
  ['model.visual.blocks.{i}.mlp.gate_proj.weight', 32, true],
  ['model.visual.blocks.{i}.mlp.gate_proj.bias', 32, true],
  ['model.visual.blocks.{i}.mlp.up_proj.weight', 32, true],
  ['model.visual.blocks.{i}.mlp.up_proj.bias', 32, true],
  ['model.visual.blocks.{i}.mlp.down_proj.weight', 32, true],
  ['model.visual.blocks.{i}.mlp.down_proj.bias', 32, true],
  ['model.visual.merger.ln_q.weight', 1, false],
  ['model.visual.merger.mlp.0.weight', 1, true],
  ['model.visual.merger.mlp.0.bias', 1, true],
  ['model.visual.merger.mlp.2.weight', 1, true],
  ['model.visual.merger.mlp.2.bias', 1, true],
  ['model.language_model.embed_tokens.weight', 1, false],
  ['model.language_model.layers.{i}.self_attn.q_proj.weight', 28, true],
  ['model.language_model.layers.{i}.self_attn.q_proj.bias', 28, true],
  ['model.language_model.layers.{i}.self_attn.k_proj.weight', 28, true],
  ['model.language_model.layers.{i}.self_attn.k_proj.bias', 28, true],
  ['model.language_model.layers.{i}.self_attn.v_proj.weight', 28, true],
  ['model.language_model.layers.{i}.self_attn.v_proj.bias', 28, true],
  ['model.language_model.layers.{i}.self_attn.o_proj.weight', 28, true],
  ['model.language_model.layers.{i}.mlp.gate_proj.weight', 28, true],
  ['model.language_model.layers.{i}.mlp.up_proj.weight', 28, true],
  ['model.language_model.layers.{i}.mlp.down_proj.weight', 28, true],
  ['model.language_model.layers.{i}.input_layernorm.weight', 28, false],
  ['model.language_model.layers.{i}.post_attention_layernorm.weight', 28, false],
  ['model.language_model.norm.weight', 1, false],
  ['lm_head.weight', 1, true],
];

// biome-ignore format: a table
const QWEN25_NATIVE: readonly Row[] = [
  ['visual.patch_embed.proj.weight', 1, false],
  ['visual.blocks.{i}.norm1.weight', 32, false],
  ['visual.blocks.{i}.norm2.weight', 32, false],
  ['visual.blocks.{i}.attn.qkv.weight', 32, true],
  ['visual.blocks.{i}.attn.qkv.bias', 32, true],
  ['visual.blocks.{i}.attn.proj.weight', 32, true],
  ['visual.blocks.{i}.attn.proj.bias', 32, true],
  ['visual.blocks.{i}.mlp.gate_proj.weight', 32, true],
  ['visual.blocks.{i}.mlp.gate_proj.bias', 32, true],
  ['visual.blocks.{i}.mlp.up_proj.weight', 32, true],
  ['visual.blocks.{i}.mlp.up_proj.bias', 32, true],
  ['visual.blocks.{i}.mlp.down_proj.weight', 32, true],
  ['visual.blocks.{i}.mlp.down_proj.bias', 32, true],
  ['visual.merger.ln_q.weight', 1, false],
  ['visual.merger.mlp.0.weight', 1, true],
  ['visual.merger.mlp.0.bias', 1, true],
  ['visual.merger.mlp.2.weight', 1, true],
  ['visual.merger.mlp.2.bias', 1, true],
  ['model.embed_tokens.weight', 1, false],
  ['model.layers.{i}.self_attn.q_proj.weight', 28, true],
  ['model.layers.{i}.self_attn.q_proj.bias', 28, true],
  ['model.layers.{i}.self_attn.k_proj.weight', 28, true],
  ['model.layers.{i}.self_attn.k_proj.bias', 28, true],
  ['model.layers.{i}.self_attn.v_proj.weight', 28, true],
  ['model.layers.{i}.self_attn.v_proj.bias', 28, true],
  ['model.layers.{i}.self_attn.o_proj.weight', 28, true],
  ['model.layers.{i}.mlp.gate_proj.weight', 28, true],
  ['model.layers.{i}.mlp.up_proj.weight', 28, true],
  ['model.layers.{i}.mlp.down_proj.weight', 28, true],
  ['model.layers.{i}.input_layernorm.weight', 28, false],
  ['model.layers.{i}.post_attention_layernorm.weight', 28, false],
  ['model.norm.weight', 1, false],
  ['model.lm_head.weight', 1, true],
];

function expanded(what: string, rows: readonly Row[]): ModelParameters {
  const names = (all: readonly Row[]) =>
    all.flatMap(([template, count]) =>
      template.includes('{i}')
        ? Array.from({ length: count }, (_, i) => template.replace('{i}', String(i)))
        : [template],
    );
  const modules = names(rows.filter(([template, , linear]) => linear && template.endsWith('.weight')));
  return { what, names: names(rows), linear: modules.map((name) => name.replace(/\.weight$/, '')) };
}

/** The parameters of a `model_type` on the Hugging Face path or the engine's own; `undefined` if not known. */
export function modelParameters(family: string, hfPath: boolean): ModelParameters | undefined {
  if (family === 'qwen3_vl') return expanded('qwen3_vl on the Hugging Face path', QWEN3_VL);
  if (family !== 'qwen2_5_vl') return undefined;
  return hfPath
    ? expanded('qwen2_5_vl on the Hugging Face path', QWEN25_HF)
    : expanded("the engine's own qwen2_5_vl", QWEN25_NATIVE);
}
