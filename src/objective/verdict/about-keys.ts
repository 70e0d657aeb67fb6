/** Judges keys that ask for a decoder or a loss: does anybody listen to them. */

import { found } from '../../checkpoint/finding-kind.ts';
import { trainerOf } from '../../engine/cosmos-rl/trainers.ts';
import type { Finding } from '../../findings/finding.ts';
import { askingKeys } from '../request/config-keys.ts';
import { evaluates } from './about-model.ts';
import { decoderKeyIgnored, entryUnverifiable } from './kinds.ts';
import type { Situation } from './situation.ts';

/** Keys that nobody reads, or that only the user's script could read. */
export function aboutKeys(one: Situation): readonly Finding[] {
  const { script, run, config, dropped, engine } = one;
  const loss = trainerOf(run.trainer)?.loss;
  if (loss === 'actions' || loss === 'diffusion' || evaluates(one)) return [];
  return askingKeys(config, dropped).map(({ key, custom }) =>
    script === undefined
      ? found(decoderKeyIgnored, key, { key, engine: engine.version, custom })
      : found(entryUnverifiable, key, { script, what: `\`${key}\` is no setting of cosmos-rl` }),
  );
}
