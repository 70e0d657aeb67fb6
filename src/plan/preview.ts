/** What a preset would plan for a number of samples: steps and disk, before any dataset is there. */
import type { ModelFacts } from '../checkpoint/facts.ts';
import type { TomlTable } from '../config/value.ts';
import { holdOutOf, trainingSamples } from '../dataset/hold-out.ts';
import { scheduleOf } from '../engine/cosmos-rl/schedule.ts';
import type { Engine } from '../engine/cosmos-rl/versions.ts';
import { diskOf } from './disk.ts';

/** Steps and bytes for so many samples; steps are absent where they cannot be told beforehand. */
export interface Preview {
  readonly samples: number;
  readonly steps?: number;
  /** Bytes of all checkpoints that exist at a time; absent where the model's size is not known. */
  readonly disk?: number;
}

/** The plan for `samples` samples, of which some may be held out. */
export function previewOf(
  config: TomlTable,
  engine: Engine,
  samples: number,
  model: ModelFacts | undefined,
): Preview {
  const schedule = scheduleOf(config, engine, trainingSamples(samples, holdOutOf(config)));
  if ('skipped' in schedule) return { samples };
  const disk = diskOf(config, engine, model, schedule)?.bytes;
  return { samples, steps: schedule.total, ...(disk === undefined ? {} : { disk }) };
}
