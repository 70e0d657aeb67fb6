/** Every kind of finding about whose file it is. */

import type { FindingKind } from '../../../../findings/finding.ts';
import { engineStandsIn } from '../../../findings/engine-stands-in.ts';
import { engineGuessed } from './engine-guessed.ts';
import { otherEngineConfig } from './other-engine-config.ts';
import { trainerNotSft } from './trainer-not-sft.ts';
import { wfmConfig } from './wfm-config.ts';

export const FOREIGN_FINDINGS: readonly FindingKind[] = [
  otherEngineConfig,
  wfmConfig,
  engineGuessed,
  engineStandsIn,
  trainerNotSft,
];
