/** Families by the name of a published repository: the last resort, when there is no file to look at. */
import type { Sign } from './family.ts';
import type { FamilyId } from './table.ts';

// Organisation and model must both fit: `someone/alpamayo-style-captioner` says nothing about its weights.
const NAMES: ReadonlyArray<readonly [RegExp, FamilyId]> = [
  [/^nvidia\/alpamayo-?2-edge/i, 'alpamayo-2-edge'],
  [/^nvidia\/alpamayo-?2/i, 'alpamayo-2-super'],
  [/^nvidia\/alpamayo-?1\.5/i, 'alpamayo-1.5'],
  [/^nvidia\/alpamayo(-r1|-1|$)/i, 'alpamayo-r1'],
  [/^nvidia\/cosmos-reason1-/i, 'cosmos-reason1'],
  [/^nvidia\/cosmos-reason2-/i, 'cosmos-reason2'],
  [/^nvidia\/cosmos-?3-.*policy/i, 'cosmos3-policy'],
  [/^nvidia\/cosmos-?3-/i, 'cosmos3'],
  [/^nvidia\/cosmos-policy/i, 'cosmos-policy'],
  // It has its diffusers pipeline in a revision of its own (cosmos-rl 0.4.7, configs/cosmos-predict2-5).
  [/^nvidia\/cosmos-predict2\.5/i, 'diffusers'],
  [/^nvidia\/cosmos(-\d[\d.]*)?-(predict|transfer|diffusion|autoregressive|tokenize)/i, 'world-model'],
  [/^nvidia\/gr00t-/i, 'gr00t'],
  [/^qwen\/qwen2\.5-vl-/i, 'cosmos-reason1'],
  [/^qwen\/qwen3-vl-\d+b-a\d+b/i, 'vision-language'],
  [/^qwen\/qwen3-vl-/i, 'cosmos-reason2'],
  [/^qwen\/qwen(2|2\.5|3)-\d/i, 'language-model'],
  [/^(lerobot|physical-?intelligence)\/pi0/i, 'pi'],
  [/^openvla\/openvla/i, 'openvla'],
  [/^(efficient-large-model\/sana|stabilityai\/stable-diffusion-3)/i, 'diffusers'],
  [
    /^(stabilityai\/|wan-ai\/wan|black-forest-labs\/flux|tencent\/hunyuanvideo|lightricks\/ltx|thudm\/cogvideo)/i,
    'other-diffusion',
  ],
];

/** In order; the first that fits counts. */
export const BY_NAME: readonly Sign[] = NAMES.map(([pattern, family]) => ({
  family,
  seen: ({ where }) => {
    const repo = where.kind === 'name' || where.kind === 'hub-cache' ? where.repo : '';
    return pattern.test(repo) ? `the repository's name, ${repo}: no file was read` : undefined;
  },
}));
