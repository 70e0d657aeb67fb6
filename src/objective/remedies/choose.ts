/** Which remedy fits: by what is asked, and by the model or its consumer. */
import type { Family } from '../../checkpoint/family/family.ts';
import type { Role } from '../modules/role.ts';
import type { Target } from '../request/target.ts';
import { A2_STAGE_1, A2_STAGE_2, A15_STAGE_2, EDGE, R1_STAGE_2, STAGE_1 } from './alpamayo.ts';
import { COSMOS_3, DIFFUSERS, GR00T, OPENVLA, PI, REASON_TEXT } from './others.ts';
import type { Remedy } from './remedy.ts';

const BY_FAMILY: Readonly<Partial<Record<Family['id'], Remedy>>> = {
  'alpamayo-1.5': A15_STAGE_2,
  'alpamayo-gym': A15_STAGE_2,
  'alpamayo-2-super': A2_STAGE_2,
  'alpamayo-2-edge': EDGE,
  pi: PI,
  openvla: OPENVLA,
  gr00t: GR00T,
  cosmos3: COSMOS_3,
  'cosmos3-policy': COSMOS_3,
  diffusers: DIFFUSERS,
  'world-model': DIFFUSERS,
};

/** What trains the decoder of the first of these families that has one; Alpamayo-R1's stage 2 where none is known. */
function decoderOf(families: readonly (Family | undefined)[]): Remedy {
  for (const family of families) {
    const remedy = family === undefined ? undefined : BY_FAMILY[family.id];
    if (remedy !== undefined && remedy !== DIFFUSERS) return remedy;
  }
  return R1_STAGE_2;
}

/** What trains the VLM of the first Alpamayo among these families. */
function stage1Of(families: readonly (Family | undefined)[]): Remedy {
  const first = families.find((family) => family?.kind === 'alpamayo');
  if (first?.id === 'alpamayo-2-edge') return EDGE;
  return first?.id === 'alpamayo-2-super' ? A2_STAGE_1 : STAGE_1;
}

/** The remedy for a target; `families` are those of consumer and model, the consumer first. */
export function remedyFor(target: Target, families: readonly (Family | undefined)[]): Remedy {
  switch (target) {
    case 'trajectory-decoder':
      return decoderOf(families);
    case 'video-diffusion':
      return DIFFUSERS;
    case 'discrete-traj-tokens':
      return stage1Of(families);
    case 'vlm-text':
      return families.some((family) => family?.kind === 'alpamayo' || family?.kind === 'expert-export')
        ? stage1Of(families)
        : REASON_TEXT;
  }
}

/** The remedy of a module that a run does not train. */
export function remedyOfRole(role: Role, families: readonly (Family | undefined)[]): Remedy | undefined {
  if (role === 'trajectory decoder' || role === 'action head')
    return remedyFor('trajectory-decoder', families);
  if (role === 'diffusion transformer') return remedyFor('video-diffusion', families);
  if (role === 'other' || role === 'adapter' || role === 'autoencoder') return undefined;
  return remedyFor('vlm-text', families);
}
