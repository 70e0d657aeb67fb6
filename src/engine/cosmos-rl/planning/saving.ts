/** What a run saves. Bytes of a parameter were measured on GPUs with 0.4.7: docs/estimates.md. */
import { getValue, type TomlTable } from '../../../config/value.ts';
import type { Saving } from '../../planning.ts';
import { scheduleOf, stepSettings } from '../schedule.ts';
import type { CosmosRl } from '../versions.ts';

/** Full: fp32 model 4 B and optimizer 8 B, and the bf16 export 2 B. LoRA: the fp32 model is still whole, adapter and optimizer are small. */
const BYTES = { full: 14, lora: 4.1 };

/** The saves of a schedule; nothing without samples, of which the steps are made. */
export function savingOf(
  config: TomlTable,
  engine: CosmosRl,
  samples: number | undefined,
): Saving | undefined {
  const save = stepSettings(config, engine)?.save;
  if (save === undefined || samples === undefined) return undefined;
  const schedule = scheduleOf(config, engine, samples);
  if ('skipped' in schedule) return undefined;
  const lora = getValue(config, ['policy', 'lora']) !== undefined;
  return { saves: schedule.saves, keep: save.keep, bytesPerParameter: lora ? BYTES.lora : BYTES.full };
}
