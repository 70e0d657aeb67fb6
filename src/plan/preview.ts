/** What a preset would plan for a number of samples: steps and disk, before any dataset is there. */
import type { ModelFacts } from '../checkpoint/facts.ts';
import type { TomlTable } from '../config/value.ts';
import { holdOutOf, trainingSamples } from '../dataset/hold-out.ts';
import type { Planning } from '../engine/planning.ts';
import type { ShownBy } from './chosen-engine.ts';
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
  { engine, presenting }: ShownBy,
  samples: number,
  planning: Pick<Planning, 'reading' | 'saving'>,
  model: ModelFacts | undefined,
): Preview {
  const train = trainingSamples(samples, holdOutOf(config, planning.reading(config).validation));
  const steps = presenting.steps(engine, config, train);
  if (steps === undefined) return { samples };
  const disk = diskOf(planning.saving?.(engine, config, train), model)?.bytes;
  return { samples, steps, ...(disk === undefined ? {} : { disk }) };
}
