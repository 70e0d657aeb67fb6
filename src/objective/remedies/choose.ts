/** Which way fits: by what is asked, and by the model or its consumer. */
import type { Family } from '../../checkpoint/family/family.ts';
import type { FamilyId } from '../../checkpoint/family/table.ts';
import type { Role } from '../../engine/objective.ts';
import type { Target } from '../../findings/target.ts';
import { A15_STAGE_1, A15_STAGE_2, R1_STAGE_1, R1_STAGE_2 } from './alpamayo.ts';
import { A2_STAGE_1, A2_STAGE_2, EDGE } from './alpamayo-2.ts';
import { COSMOS_3_ACTION, COSMOS_3_EDGE, COSMOS_3_REASONER, COSMOS_3_VIDEO } from './cosmos-3.ts';
import { DIFFUSERS, OWN_TRAINER, PREDICT, TRANSFER } from './diffusion.ts';
import { MERGE } from './merge.ts';
import { GR00T, OPENVLA, PI, REASON_TEXT } from './policies.ts';
import type { Way } from './way.ts';

type ByFamily = Readonly<Partial<Record<FamilyId, Way>>>;

/** What makes motion: decoders, action heads, action tokens. */
const DECODERS: ByFamily = {
  'alpamayo-r1': R1_STAGE_2,
  'alpamayo-1.5': A15_STAGE_2,
  'alpamayo-gym': A15_STAGE_2,
  'alpamayo-2-super': A2_STAGE_2,
  'alpamayo-2-edge': EDGE,
  pi: PI,
  openvla: OPENVLA,
  gr00t: GR00T,
  cosmos3: COSMOS_3_ACTION,
  'cosmos3-policy': COSMOS_3_ACTION,
  'cosmos3-edge': COSMOS_3_ACTION,
};

/** The VLM inside a larger model, or of an adapter. */
const BRAINS: ByFamily = {
  adapter: MERGE,
  'alpamayo-1.5': A15_STAGE_1,
  'alpamayo-gym': A15_STAGE_1,
  'alpamayo-2-super': A2_STAGE_1,
  'alpamayo-2-edge': EDGE,
  cosmos3: COSMOS_3_REASONER,
  'cosmos3-policy': COSMOS_3_REASONER,
  'cosmos3-edge': COSMOS_3_EDGE,
};

/** What makes pictures and video. */
const GENERATORS: ByFamily = {
  cosmos3: COSMOS_3_VIDEO,
  'cosmos3-edge': COSMOS_3_VIDEO,
  'other-diffusion': OWN_TRAINER,
};

const KIND_DECODES: ReadonlySet<Family['kind']> = new Set(['alpamayo', 'expert-export', 'token', 'adapter']);

type Families = readonly (Family | undefined)[];

/** The first way that a family has; families that are known and have none leave the stock way out. */
function first(families: Families, table: ByFamily): Way | undefined {
  return families.map((family) => (family === undefined ? undefined : table[family.id])).find(Boolean);
}

/** What trains the decoder; Alpamayo-R1's stage 2 where no family speaks against it. */
function decoderOf(families: Families): Way | undefined {
  const stock = families.every((family) => family === undefined || KIND_DECODES.has(family.kind));
  return first(families, DECODERS) ?? (stock ? R1_STAGE_2 : undefined);
}

function generatorOf(families: Families): Way {
  const own = first(families, GENERATORS);
  if (own !== undefined) return own;
  const names = families.map((family) => (family?.from === 'name' ? family.evidence : '')).join(' ');
  if (families.some((family) => family?.kind === 'world-model'))
    return /transfer/i.test(names) ? TRANSFER : PREDICT;
  return DIFFUSERS;
}

function brainOf(families: Families): Way | undefined {
  const alpamayo = families.some((family) => family?.kind === 'alpamayo' || family?.kind === 'expert-export');
  return first(families, BRAINS) ?? (alpamayo ? R1_STAGE_1 : undefined);
}

/** The way to a target; `families` are those of consumer and model, the consumer first. */
export function wayTo(target: Target, families: Families): Way | undefined {
  switch (target) {
    case 'trajectory-decoder':
      return decoderOf(families);
    case 'video-diffusion':
      return generatorOf(families);
    case 'discrete-traj-tokens':
      return brainOf(families) ?? R1_STAGE_1;
    case 'vlm-text':
      return brainOf(families) ?? REASON_TEXT;
  }
}

/** The ways that are a fine-tune on text by this program itself. */
export const TEXT_WAYS: ReadonlySet<string> = new Set([
  REASON_TEXT.id,
  COSMOS_3_REASONER.id,
  COSMOS_3_EDGE.id,
]);

/** The way to train a module that a run does not train. */
export function wayOfRole(role: Role, families: Families): Way | undefined {
  if (role === 'trajectory decoder' || role === 'action head') return wayTo('trajectory-decoder', families);
  if (role === 'diffusion transformer') return wayTo('video-diffusion', families);
  if (role === 'other' || role === 'adapter' || role === 'autoencoder') return undefined;
  return wayTo('vlm-text', families);
}

/** Every way there is, for tests and docs. */
export const WAYS: readonly Way[] = [
  R1_STAGE_1,
  R1_STAGE_2,
  A15_STAGE_1,
  A15_STAGE_2,
  A2_STAGE_1,
  A2_STAGE_2,
  EDGE,
  COSMOS_3_REASONER,
  COSMOS_3_EDGE,
  COSMOS_3_ACTION,
  COSMOS_3_VIDEO,
  DIFFUSERS,
  PREDICT,
  TRANSFER,
  OWN_TRAINER,
  PI,
  OPENVLA,
  GR00T,
  REASON_TEXT,
  MERGE,
];
