/** Optimizer steps of a config, where the number of samples is given. */
import { getValue, splitKey, type TomlTable } from '../config/value.ts';
import {
  type EngineTable,
  type EngineValue,
  isEngineTable,
} from '../engine/cosmos-rl/config-class/answer.ts';
import { dataRanks } from '../engine/cosmos-rl/placement.ts';
import type { Engine } from '../engine/cosmos-rl/versions.ts';
import { plannedSteps } from '../estimate/steps.ts';

/** The engine's value of a key, after its conversion and defaults; as written where it rejects the config. */
function engineValue(config: TomlTable, effective: EngineTable | undefined, key: string): unknown {
  let current: EngineValue | undefined = effective;
  for (const part of splitKey(key)) current = isEngineTable(current) ? current[part] : undefined;
  return current ?? getValue(config, splitKey(key));
}

/** Steps of the whole run, or `undefined` where it cannot be said. */
export function stepsOf(
  config: TomlTable,
  effective: EngineTable | undefined,
  engine: Engine,
  rows: number | undefined,
): number | undefined {
  const value = (key: string) => engineValue(config, effective, key);
  const number = (key: string, standard: number) => {
    const found = value(key);
    return typeof found === 'bigint' || typeof found === 'number' ? Number(found) : standard;
  };
  const batch = number('train.train_batch_per_replica', 8);
  if (rows === undefined || batch < 1 || number('policy.parallelism.n_init_replicas', 1) > 1)
    return undefined;
  const maxSteps = number('train.max_num_steps', 0);
  return plannedSteps({
    engine: engine.version,
    samples: rows,
    dataRanks: dataRanks(config),
    batch,
    epochs: number('train.epoch', 1),
    dropLast: value('train.train_policy.dataloader_drop_last') !== false,
    ...(maxSteps > 0 ? { maxSteps } : {}),
  });
}
