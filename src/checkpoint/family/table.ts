/** Every model family that is told apart, because what can train it differs. */

/**
 * What decides about a run: `token` models answer in tokens, no engine here loads `alpamayo` ones itself,
 * `action` and `diffusion` ones have a loss of their own, `omni` ones hold a reasoner and a generator, `expert-export` is a decoder in the clothes of an LLM.
 */
export type FamilyKind =
  | 'token'
  | 'alpamayo'
  | 'expert-export'
  | 'action'
  | 'omni'
  | 'diffusion'
  | 'world-model'
  | 'adapter';

export const FAMILIES = {
  'cosmos-reason1': { title: 'Cosmos-Reason1 / Qwen2.5-VL', kind: 'token' },
  'cosmos-reason2': { title: 'Cosmos-Reason2 / Qwen3-VL', kind: 'token' },
  'vision-language': { title: 'a vision-language model', kind: 'token' },
  'language-model': { title: 'a language model', kind: 'token' },
  'alpamayo-vlm-repack': { title: "a Qwen3-VL with Alpamayo's vocabulary", kind: 'token' },
  'alpamayo-r1': { title: 'Alpamayo-R1', kind: 'alpamayo' },
  'alpamayo-1.5': { title: 'Alpamayo 1.5', kind: 'alpamayo' },
  alpamayo: { title: 'an Alpamayo checkpoint (1 or 1.5)', kind: 'alpamayo' },
  'alpamayo-reasoning-vla': { title: "Alpamayo's VLM as ReasoningVLA", kind: 'alpamayo' },
  'alpamayo-gym': { title: 'Alpamayo as AlpaGym trains it', kind: 'alpamayo' },
  'alpamayo-2-super': { title: 'Alpamayo 2 Super', kind: 'alpamayo' },
  'alpamayo-2-edge': { title: 'Alpamayo 2 Edge', kind: 'alpamayo' },
  'alpamayo-expert-export': {
    title: "Alpamayo's action expert in the clothes of an LLM",
    kind: 'expert-export',
  },
  'cosmos3-policy': { title: 'a Cosmos 3 policy', kind: 'action' },
  cosmos3: { title: 'Cosmos 3', kind: 'omni' },
  'cosmos3-edge': { title: 'Cosmos 3 Edge', kind: 'omni' },
  pi: { title: 'pi0 / pi0.5', kind: 'action' },
  openvla: { title: 'OpenVLA', kind: 'action' },
  'cosmos-policy': { title: 'Cosmos-Policy', kind: 'action' },
  gr00t: { title: 'GR00T', kind: 'action' },
  'action-policy': { title: 'a policy with an action head', kind: 'action' },
  diffusers: { title: 'a diffusers pipeline', kind: 'diffusion' },
  'world-model': { title: 'a Cosmos world model', kind: 'world-model' },
  'other-diffusion': { title: 'a diffusion pipeline that the engine has no class for', kind: 'world-model' },
  adapter: { title: 'a LoRA adapter', kind: 'adapter' },
} as const satisfies Record<string, { readonly title: string; readonly kind: FamilyKind }>;

export type FamilyId = keyof typeof FAMILIES;

/** Rows of Alpamayo's token embedding, 1 / 1.5 and 2: the tokenizer's, 4000 for trajectories, specials (NVlabs/alpamayo 1cba38ca, src/alpamayo_r1/config.py). */
export const ALPAMAYO_VOCABULARIES: readonly number[] = [155_697, 155_776];
