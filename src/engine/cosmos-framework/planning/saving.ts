/** What a run saves, and what of it stays: the trainer removes nothing, we remove checkpoints where the config says how many stay. */
import type { TomlTable } from '../../../config/value.ts';
import type { Saving } from '../../planning.ts';
import { KEEP_KEY } from '../keys.ts';
import { convertedParameters } from '../start-weights.ts';
import { numberAt } from './own-settings.ts';
import { exportsModel, savesCheckpoints } from './placement.ts';

/** fp32 weights 4 B and optimizer 8 B for each parameter, and the bf16 export 2 B (checkpoint/dcp.py, 5eee9ed). */
const BYTES = { checkpoint: 12, export: 2 };

/** The saves on the way and the one at the end; nothing where the interval is the experiment's. */
export function savingOf(config: TomlTable): Saving | undefined {
  const [steps, every] = [numberAt(config, 'trainer.max_iter'), numberAt(config, 'checkpoint.save_iter')];
  if (!savesCheckpoints(config) || steps === undefined || every === undefined || steps < 1 || every < 1)
    return undefined;
  const keep = numberAt(config, KEEP_KEY);
  const exported = exportsModel(config) ? BYTES.export : 0;
  const parameters = convertedParameters(config);
  return {
    saves: Math.ceil(steps / every),
    // At least the newest stays: retention.ts.
    keep: keep === undefined ? -1 : Math.max(1, keep),
    bytesPerParameter: BYTES.checkpoint + exported,
    ...(exported === 0 ? {} : { staysPerParameter: exported }),
    ...(parameters === undefined ? {} : { parameters }),
  };
}
