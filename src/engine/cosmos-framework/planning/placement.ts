/** How many workers a config is for, and what they leave. */
import { getValue, type TomlTable } from '../../../config/value.ts';
import { GPUS_KEY, OVERRIDES_TABLE } from '../keys.ts';
import { numberAt } from './own-settings.ts';

/** Ranks: what `custom.run.gpus` says, else what the two degrees of data parallelism multiply to; -1 is the rest. */
export function gpusOf(config: TomlTable): number {
  const written = numberAt(config, GPUS_KEY);
  if (written !== undefined && written >= 1) return Math.trunc(written);
  const degree = (name: string): number =>
    numberAt(config, `model.parallelism.data_parallel_${name}_degree`) ?? 1;
  return Math.max(1, degree('shard')) * Math.max(1, degree('replicate'));
}

/** False where the checkpointer is told to write nothing. */
export function savesCheckpoints(config: TomlTable): boolean {
  return getValue(config, [...OVERRIDES_TABLE, 'ckpt_type']) !== 'dummy';
}
