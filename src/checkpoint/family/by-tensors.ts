/** Families by the names and shapes of their tensors: the strongest evidence, since these are what gets loaded. */
import type { FamilyFacts, Sign } from './sign.ts';
import { ALPAMAYO_VOCABULARIES } from './table.ts';

const DISTINCT = new WeakMap<object, readonly string[]>();

/** One name of those that differ in numbers alone: a model of a thousand tensors has some sixty. */
function distinct(tensors: FamilyFacts['tensors']): readonly string[] {
  const before = DISTINCT.get(tensors);
  if (before !== undefined) return before;
  const first = new Map<string, string>();
  for (const name of tensors.keys()) {
    const kind = name.replace(/\d+/g, '0');
    if (!first.has(kind)) first.set(kind, name);
  }
  const names = [...first.values()];
  DISTINCT.set(tensors, names);
  return names;
}

/** The first tensor whose name matches. */
function named({ tensors }: FamilyFacts, pattern: RegExp): string | undefined {
  return distinct(tensors).find((name) => pattern.test(name));
}

function all(...patterns: readonly RegExp[]): Sign['seen'] {
  return (facts) => {
    const found = patterns.map((pattern) => named(facts, pattern));
    return found.every((name) => name !== undefined) ? `the tensor ${found.join(' and ')}` : undefined;
  };
}

/** Layers of a language model by its tensor names. */
function layers({ tensors }: FamilyFacts): number {
  let most = 0;
  for (const name of tensors.keys()) {
    const layer = /^model\.layers\.(\d+)\./.exec(name)?.[1];
    if (layer !== undefined) most = Math.max(most, Number(layer) + 1);
  }
  return most;
}

/** Expert widths of Alpamayo 1 / 1.5: MLP [8256, 2048] in 36 layers (NVlabs/alpamayo 1cba38ca). */
function expertShapes(facts: FamilyFacts): string | undefined {
  const name = 'model.layers.0.mlp.gate_proj.weight';
  const [mlp, hidden] = facts.tensors.get(name)?.shape ?? [];
  return mlp === 8256 && hidden === 2048 && layers(facts) === 36
    ? `${name} is [8256, 2048] in 36 layers, as in Alpamayo's expert`
    : undefined;
}

/** A plain Qwen3-VL, but for the rows of its vocabulary. */
function alpamayoRows({ tensors }: FamilyFacts): string | undefined {
  const name = 'model.language_model.embed_tokens.weight';
  const rows = tensors.get(name)?.shape?.[0];
  return rows !== undefined && ALPAMAYO_VOCABULARIES.includes(rows)
    ? `${name} has ${rows} rows, as Alpamayo's`
    : undefined;
}

/** In order; the first that is seen counts. */
export const BY_TENSORS: readonly Sign[] = [
  { family: 'adapter', seen: all(/\.lora_(A|embedding_A)\b/) },
  { family: 'alpamayo-2-super', seen: all(/^expert\.(expert|action_(in|out)_proj)\./) },
  { family: 'pi', seen: all(/^paligemma_with_expert\./) },
  { family: 'alpamayo', seen: all(/^vlm\./, /^(expert|action_(in|out)_proj)\./) },
  { family: 'alpamayo', seen: all(/^expert\.(layers|norm)\./, /^action_(in|out)_proj\./) },
  { family: 'alpamayo', seen: all(/^expert\.layers\.\d+\.self_attn\./) },
  { family: 'alpamayo-reasoning-vla', seen: all(/^vlm\.(model|lm_head)\b/) },
  { family: 'alpamayo-expert-export', seen: expertShapes },
  { family: 'gr00t', seen: all(/^action_head\./, /^backbone\./) },
  { family: 'cosmos3-policy', seen: all(/^(.*\.)?(action_proj_(in|out)|action_modality_embed)\b/) },
  { family: 'cosmos3-policy', seen: all(/^(.*\.)?(action2llm|llm2action)\b/) },
  { family: 'cosmos3', seen: all(/^(.*\.)?(moe_gen|vae2llm|llm2vae)\b/) },
  { family: 'action-policy', seen: all(/^(.*\.)?action_(head|in_proj|out_proj|decoder|expert)\b/) },
  { family: 'diffusers', seen: all(/^(transformer|unet)\//) },
  { family: 'diffusers', seen: all(/^transformer_blocks\.\d+\.attn\d?\.to_q\b/) },
  { family: 'world-model', seen: all(/^(net|model\.net)\.(blocks|x_embedder)\./) },
  { family: 'alpamayo-vlm-repack', seen: alpamayoRows },
  { family: 'cosmos-reason2', seen: all(/^model\.visual\.deepstack_merger_list\./) },
  { family: 'cosmos-reason1', seen: all(/^(model\.)?visual\.merger\.ln_q\./) },
];
