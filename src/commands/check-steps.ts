/** Optimizer steps of a config, where the number of samples is given. */
import { asNumber, getValue, splitKey, type TomlTable } from '../config/value.ts';
import { dataRanks } from '../engine/placement.ts';
import type { Engine } from '../engine/versions.ts';
import { plannedSteps } from '../estimate/steps.ts';

/** Steps of the whole run, or `undefined` where it cannot be said. */
export function stepsOf(config: TomlTable, engine: Engine, rows: number | undefined): number | undefined {
  const number = (key: string) => asNumber(getValue(config, splitKey(key)));
  const batch = number('train.train_batch_per_replica') ?? 8;
  const epochs = number('train.epoch') ?? 1;
  if (rows === undefined || batch < 1 || (number('policy.parallelism.n_init_replicas') ?? 1) > 1)
    return undefined;
  const maxSteps = number('train.max_num_steps');
  return plannedSteps({
    engine: engine.version,
    samples: rows,
    dataRanks: dataRanks(config),
    batch,
    epochs,
    dropLast: getValue(config, splitKey('train.train_policy.dataloader_drop_last')) !== false,
    ...(maxSteps === undefined ? {} : { maxSteps }),
  });
}
