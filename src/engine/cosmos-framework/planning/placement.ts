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

/** Whether the trainer writes a model in the Hugging Face form: an override says it, else the experiment. */
export function exportsModel(config: TomlTable): boolean {
  const told = getValue(config, [...OVERRIDES_TABLE, 'checkpoint', 'hf_export', 'enabled']);
  const experiment = getValue(config, ['job', 'experiment']);
  return typeof told === 'boolean' ? told : !/^pre_exp012/.test(String(experiment));
}

/** False where the checkpointer is told to write nothing. */
export function savesCheckpoints(config: TomlTable): boolean {
  return getValue(config, [...OVERRIDES_TABLE, 'ckpt_type']) !== 'dummy';
}
