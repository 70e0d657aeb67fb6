/** Judges keys that ask for a decoder or a loss: does anybody listen to them. */

import type { Finding } from '../../findings/finding.ts';
import { found } from '../../findings/objective-kind.ts';
import { askingKeys } from '../request/config-keys.ts';
import { decoderKeyIgnored, entryUnverifiable } from './kinds.ts';
import type { Situation } from './situation.ts';

/** Keys that nobody reads, or that only the user's script could read. */
export function aboutKeys({ script, run, config, engine, objective }: Situation): readonly Finding[] {
  if (run.loss === 'actions' || run.loss === 'diffusion' || run.settles !== undefined) return [];
  return askingKeys(config, run.unread(), objective.read).map(({ key, custom }) =>
    script === undefined
      ? found(decoderKeyIgnored, key, {
          key,
          engineName: engine.name,
          engine: engine.version,
          custom,
          refused: objective.refusesKeys === true,
          run: run.title,
        })
      : found(entryUnverifiable, key, {
          script,
          what: `\`${key}\` is no setting of ${engine.name}`,
          shows: objective.shows.script,
        }),
  );
}
