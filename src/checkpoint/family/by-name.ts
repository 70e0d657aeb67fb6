/** Families by the name of a published repository: the last resort, when there is no file to look at. */
import type { Sign } from './sign.ts';
import type { FamilyId } from './table.ts';

// Organisation and model must both fit: `someone/alpamayo-style-captioner` says nothing about its weights.
const NAMES: ReadonlyArray<readonly [RegExp, FamilyId]> = [
  [/^nvidia\/alpamayo-?2-edge/i, 'alpamayo-2-edge'],
  [/^nvidia\/alpamayo-?2/i, 'alpamayo-2-super'],
  [/^nvidia\/alpamayo-?1\.5/i, 'alpamayo-1.5'],
  [/^nvidia\/alpamayo(-r1|-1|$)/i, 'alpamayo-r1'],
  [/^nvidia\/cosmos-reason1(\.\d+)?-/i, 'cosmos-reason1'],
  [/^nvidia\/cosmos-reason2(\.\d+)?-/i, 'cosmos-reason2'],
  [/^nvidia\/cosmos-?3-.*policy/i, 'cosmos3-policy'],
  [/^nvidia\/cosmos-?3-edge/i, 'cosmos3-edge'],
  [/^nvidia\/cosmos-?3-/i, 'cosmos3'],
  [/^nvidia\/cosmos-policy/i, 'cosmos-policy'],
  // It has its diffusers pipeline in a revision of its own.
  [/^nvidia\/cosmos-predict2\.5/i, 'diffusers'],
  [/^nvidia\/cosmos(-\d[\d.]*)?-(predict|transfer|diffusion|autoregressive|tokenize)/i, 'world-model'],
  [/^nvidia\/gr00t-/i, 'gr00t'],
  [/^qwen\/qwen2\.5-vl-/i, 'cosmos-reason1'],
  [/^qwen\/qwen3-vl-\d+b-a\d+b/i, 'vision-language'],
  [/^qwen\/qwen3-vl-/i, 'cosmos-reason2'],
  [/^qwen\/qwen(2|2\.5|3)-\d/i, 'language-model'],
  [/^(opengvlab\/internvl|llava-hf\/|huggingfacetb\/smolvlm|qwen\/qwen2-vl-)/i, 'vision-language'],
  [/^lerobot\/smolvla/i, 'action-policy'],
  [/^(lerobot|physical-?intelligence)\/pi0/i, 'pi'],
  [/^openvla\/openvla/i, 'openvla'],
  [/^(efficient-large-model\/sana|stabilityai\/stable-diffusion-3)/i, 'diffusers'],
  [
    /^(stabilityai\/|wan-ai\/wan|black-forest-labs\/flux|tencent\/hunyuanvideo|lightricks\/ltx|thudm\/cogvideo)/i,
    'other-diffusion',
  ],
];

/** What a foreign name resembles: no evidence of its own, but it can agree with a trainer that takes only such models. */
const LIKENESS: ReadonlyArray<readonly [RegExp, FamilyId]> = [
  [/open-?vla/i, 'openvla'],
  [/(^|[/_-])pi-?0(\.?5)?([_-]|$)/i, 'pi'],
  [/gr00t/i, 'gr00t'],
  [/alpamayo/i, 'alpamayo'],
  [/smol-?vla|nitro-?gen|(^|[/_-])(vla|act|octo|rdt)([_-]|$)/i, 'action-policy'],
  [/cosmos-?3/i, 'cosmos3'],
  [/(^|[/_-])(sana|wan2?|flux|sdxl|stable-diffusion)/i, 'diffusers'],
];

/** The family that the last part of a name resembles, where nothing better tells it. */
export function likenessOf(name: string): FamilyId | undefined {
  const last = name.split('/').filter(Boolean).at(-1) ?? '';
  return LIKENESS.find(([pattern]) => pattern.test(last))?.[1];
}

/** How a repository's weights are packed, where its name says so: no loader of the engine is known to train them. */
export function packingOf(name: string): string | undefined {
  return /[-_.](gguf|awq|gptq|fp8|nvfp4|int[48]|w4a16|bnb[-_]4bit|4bit|8bit|mlx)([-_.]|$)/i.exec(name)?.[1];
}

/** In order; the first that fits counts. */
export const BY_NAME: readonly Sign[] = NAMES.map(([pattern, family]) => ({
  family,
  seen: ({ where }) => {
    const repo = where.kind === 'name' || where.kind === 'hub-cache' ? where.repo : '';
    return pattern.test(repo) ? `the repository's name, ${repo}: no file was read` : undefined;
  },
}));
