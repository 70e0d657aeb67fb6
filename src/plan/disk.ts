/** The disk that the checkpoints of a run need. */
import type { ModelFacts } from '../checkpoint/facts.ts';
import { getValue, type TomlTable } from '../config/value.ts';
import { type Schedule, stepSettings } from '../engine/cosmos-rl/schedule.ts';
import type { CosmosRl } from '../engine/cosmos-rl/versions.ts';
import { type DiskEstimate, diskNeeded } from '../estimate/disk.ts';

/** Bytes of all checkpoints of a schedule; absent where none are written or the size of the model is not known. */
export function diskOf(
  config: TomlTable,
  engine: CosmosRl,
  model: ModelFacts | undefined,
  { saves }: Pick<Schedule, 'saves'>,
): DiskEstimate | undefined {
  const save = stepSettings(config, engine)?.save;
  if (save === undefined || model?.parameters === undefined) return undefined;
  return diskNeeded({
    parameters: model.parameters.count,
    lora: getValue(config, ['policy', 'lora']) !== undefined,
    saves,
    keep: save.keep,
  });
}
