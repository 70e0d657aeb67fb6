/** What a run saves: it keeps every save, whatever there is room for. */
import type { TomlTable } from '../../../config/value.ts';
import type { Saving } from '../../planning.ts';
import { numberAt } from './own-settings.ts';
import { exportsModel, savesCheckpoints } from './placement.ts';

/** fp32 weights 4 B and optimizer 8 B for each parameter, and the bf16 export 2 B (checkpoint/dcp.py, 5eee9ed). */
const BYTES = { checkpoint: 12, export: 2 };

/** The saves on the way and the one at the end; nothing where the interval is the experiment's. */
export function savingOf(config: TomlTable): Saving | undefined {
  const [steps, every] = [numberAt(config, 'trainer.max_iter'), numberAt(config, 'checkpoint.save_iter')];
  if (!savesCheckpoints(config) || steps === undefined || every === undefined || steps < 1 || every < 1)
    return undefined;
  return {
    saves: Math.ceil(steps / every),
    keep: -1,
    bytesPerParameter: BYTES.checkpoint + (exportsModel(config) ? BYTES.export : 0),
  };
}
