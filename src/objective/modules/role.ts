/** What a tensor belongs to, by its name: the rows of the table a person would draw by hand. */
import type { FamilyKind } from '../../checkpoint/family/table.ts';
import type { Belonging, Role } from '../../engine/objective.ts';

interface RoleRow {
  /** Its first group, where it has one, is the module's name. */
  readonly pattern: RegExp;
  readonly role: Role;
}

/** In order; the first pattern that fits a name counts. */
const ROWS: readonly RoleRow[] = [
  { pattern: /\.lora_(?:A|B|embedding)/, role: 'adapter' },
  { pattern: /^((?:transformer|unet|dit)[\w]*)\//, role: 'diffusion transformer' },
  { pattern: /^(vae\w*)\//, role: 'autoencoder' },
  { pattern: /^(text_encoder\w*)\//, role: 'text encoder' },
  { pattern: /^(transformer_blocks|net)\./, role: 'diffusion transformer' },
  {
    pattern: /^(expert\.action_(?:in|out)_proj|expert\.action_space|expert\.expert|expert)\./,
    role: 'trajectory decoder',
  },
  { pattern: /^(action_(?:in|out)_proj|action_space)\b/, role: 'trajectory decoder' },
  { pattern: /^(paligemma_with_expert\.gemma_expert)\./, role: 'action head' },
  { pattern: /^(action_time_mlp_(?:in|out)|time_mlp_(?:in|out)|state_proj)\./, role: 'action head' },
  {
    pattern: /^(?:.*\.)?(action_head|action_proj_(?:in|out)|action_modality_embed|action2llm|llm2action)\b/,
    role: 'action head',
  },
  { pattern: /(?:^|\.)(moe_gen|vae2llm|llm2vae|add_[qkv]_proj)\b/, role: 'diffusion transformer' },
  {
    pattern: /^((?:.*\.)?visual\.(?:merger|deepstack_merger_list)|(?:.*\.)?(?:multi_modal_projector|mlp1))\./,
    role: 'vision projector',
  },
  {
    pattern: /^((?:.*\.)?(?:visual|vision_tower|vision_model|vision_encoder|vision_backbone))\./,
    role: 'vision encoder',
  },
  { pattern: /^((?:.*\.)?embed_tokens)\./, role: 'token embedding' },
  { pattern: /^((?:.*\.)?lm_head)\./, role: 'output head' },
  { pattern: /^((?:.*\.)?language_model(?:\.model)?)\./, role: 'language model' },
  { pattern: /^(paligemma_with_expert\.paligemma)\./, role: 'language model' },
  { pattern: /^((?:vlm\.)?model|backbone|layers|norm)\./, role: 'language model' },
];

/** Where projections with these names belong to a policy, and not to Alpamayo's decoder. */
function ofPolicy(role: Role, kind: FamilyKind | undefined): Role {
  return role === 'trajectory decoder' && kind === 'action' ? 'action head' : role;
}

/** The module of a tensor. In an expert export every name of an ordinary LLM stands for the decoder. */
function belongsTo(name: string, kind: FamilyKind | undefined): Belonging {
  if (kind === 'expert-export') return { module: 'model', role: 'trajectory decoder' };
  for (const { pattern, role } of ROWS) {
    const match = pattern.exec(name);
    if (match !== null) return { module: match[1] ?? role, role: ofPolicy(role, kind) };
  }
  return { module: name.split(/[./]/, 1)[0] ?? name, role: 'other' };
}

/** `belongsTo` for the many tensors of one model: layers differ in their number alone, so the first of them tells. */
export function belonging(kind: FamilyKind | undefined): (name: string) => Belonging {
  const told = new Map<string, Belonging>();
  return (name) => {
    const form = name.replace(/\.\d+\./, '.0.');
    const before = told.get(form);
    if (before !== undefined) return before;
    const one = belongsTo(name, kind);
    if (!/\.\d/.test(one.module)) told.set(form, one);
    return one;
  };
}

/** Whether the tensor is the weight of an nn.Linear, as far as name and shape tell; LoRA reaches only those. */
export function isLinear(name: string, shape: readonly number[] | undefined): boolean {
  if (!name.endsWith('.weight') || (shape !== undefined && shape.length !== 2)) return false;
  return !/(embed|norm|ln_q|patch_embed)[^.]*\.weight$|patch_embed/.test(name);
}
