/** Where a result can be handed to: what trains there, what it takes, and what it does not take. */
import type { FamilyId } from '../checkpoint/family/table.ts';
import { A15_STAGE_1, A15_STAGE_2, R1_STAGE_1, R1_STAGE_2 } from '../objective/remedies/alpamayo.ts';
import { A2_STAGE_1, A2_STAGE_2 } from '../objective/remedies/alpamayo-2.ts';
import type { Way } from '../objective/remedies/way.ts';

/** The names that `--to` takes. */
const PLACES = ['alpamayo-r1', 'alpamayo-1.5', 'alpamayo-2-super', 'nim', 'vllm'] as const;

export type Destination = (typeof PLACES)[number];

/** A model with recipes of its own: it is trained there, in stages. */
interface Stages {
  readonly title: string;
  /** The whole model of these families is what the stages begin with. */
  readonly whole: readonly FamilyId[];
  /** Stage 1, then stage 2; and stage 2 alone. */
  readonly both: Way;
  readonly decoder: Way;
  /** GPUs of each node. */
  readonly gpus: number;
  /** Arguments of check_data.py. */
  readonly data: string;
  /** Values of upstream that could not be composed with its own config, and why. */
  readonly unproved?: string;
}

const FOUR =
  'camera_front_wide_120fov camera_cross_left_120fov camera_cross_right_120fov camera_front_tele_30fov';
const SEVEN = `${FOUR} camera_rear_left_70fov camera_rear_tele_30fov camera_rear_right_70fov`;

/** By place. */
export const TRAINED: Readonly<Record<'alpamayo-r1' | 'alpamayo-1.5' | 'alpamayo-2-super', Stages>> = {
  'alpamayo-r1': {
    title: 'Alpamayo-R1',
    whole: ['alpamayo-r1', 'alpamayo'],
    both: R1_STAGE_1,
    decoder: R1_STAGE_2,
    gpus: 8,
    data: `--chunks 0-100 --cameras ${FOUR}`,
  },
  'alpamayo-1.5': {
    title: 'Alpamayo 1.5',
    whole: ['alpamayo-1.5', 'alpamayo'],
    both: A15_STAGE_1,
    decoder: A15_STAGE_2,
    gpus: 8,
    data: `--chunks "214 224 276 317 420 727 728 968 982 1519 1657 1984 2277 2368 2372 2447 2599 2634 2868" --cameras ${FOUR}`,
  },
  'alpamayo-2-super': {
    title: 'Alpamayo 2 Super',
    whole: ['alpamayo-2-super'],
    both: A2_STAGE_1,
    decoder: A2_STAGE_2,
    gpus: 8,
    data: `--chunks 0-100 --cameras ${SEVEN}`,
    unproved:
      'the YAML files of its recipe are not public where this was written: names and values are those of its README',
  },
};

/** Families of a VLM that stage 2 takes as its stage-1 checkpoint. */
export const STAGE_1_VLM: readonly FamilyId[] = ['alpamayo-reasoning-vla'];

/** Families that vLLM serves as they are exported. */
export const SERVED: readonly FamilyId[] = [
  'cosmos-reason1',
  'cosmos-reason2',
  'vision-language',
  'language-model',
];
