/** What a preset would plan for a number of samples: steps and disk, before any dataset is there. */
import { asNumber, getValue, splitKey, type TomlTable } from '../config/value.ts';
import { dataRanks } from '../engine/cosmos-rl/placement.ts';
import type { Engine } from '../engine/cosmos-rl/versions.ts';
import { diskNeeded } from '../estimate/disk.ts';
import { plannedSteps } from '../estimate/steps.ts';
import { modelFacts } from '../objective/model.ts';

/** Steps and bytes for so many samples. */
export interface Planned {
  readonly samples: number;
  readonly steps: number;
  /** Bytes of all checkpoints that exist at a time; absent where the model's size is not known. */
  readonly disk?: number;
}

/** The share that the entry scripts hold out where validation is on and nothing else is said (cookbook_entry/config.py). */
const HELD_OUT = 0.1;

/** The plan for `samples` samples; a tenth of them is held out where validation is on. */
export function plannedFor(config: TomlTable, engine: Engine, samples: number, cwd: string): Planned {
  const value = (key: string) => getValue(config, splitKey(key));
  const num = (key: string, standard: number) => asNumber(value(key)) ?? standard;
  const validates = value('validation.enable') === true || value('train.enable_validation') === true;
  const ownSet = value('custom.dataset.validation_path') !== undefined;
  const maxSteps = asNumber(value('train.max_num_steps'));
  const steps = plannedSteps({
    engine: engine.version,
    samples: validates && !ownSet ? Math.round(samples * (1 - HELD_OUT)) : samples,
    dataRanks: dataRanks(config),
    batch: num('train.train_batch_per_replica', 8),
    epochs: num('train.epoch', 1),
    dropLast: value('train.train_policy.dataloader_drop_last') !== false,
    ...(maxSteps === undefined ? {} : { maxSteps }),
  });
  const name = value('policy.model_name_or_path');
  const parameters = typeof name === 'string' ? modelFacts(name, cwd).parameters?.count : undefined;
  const disk =
    parameters === undefined
      ? undefined
      : diskNeeded({
          parameters,
          lora: value('policy.lora') !== undefined,
          plannedSteps: steps,
          saveEvery: num('train.ckpt.save_freq', 20),
          keep: num('train.ckpt.max_keep', 5),
        }).bytes;
  return { samples, steps, ...(disk === undefined ? {} : { disk }) };
}
