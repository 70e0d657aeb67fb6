/** What a config says about reading data; what it does not say is the experiment's (configs/base/reasoner/experiment, 5eee9ed). */
import { join } from 'node:path';
import { getValue, joinKey, type TomlTable } from '../../../config/value.ts';
import type { DataReading } from '../../planning.ts';
import { OVERRIDES_TABLE } from '../keys.ts';
import { numberAt, textAt } from './own-settings.ts';
import { gpusOf } from './placement.ts';

/** Experiments that validate unless they are told not to, and open the data for it even then (scripts/train.py, seen). */
const VALIDATING = /^videophy2_sft_/;

/** Whether the data for validation must be there. */
function opensValidation(config: TomlTable): boolean {
  if (VALIDATING.test(textAt(config, 'job.experiment') ?? '')) return true;
  return getValue(config, [...OVERRIDES_TABLE, 'trainer', 'run_validation']) === true;
}

/** One sample a pass on each rank, packed with others as long as there is room. */
export function readingOf(config: TomlTable): DataReading {
  const enabled = opensValidation(config);
  const root = textAt(config, 'custom.dataset.root');
  const own = textAt(config, 'custom.dataset.validation_path');
  const path = own ?? (root === undefined ? undefined : join(root, 'videophy2_val'));
  return {
    miniBatch: numberAt(config, 'dataloader_train.max_samples_per_batch') ?? 1,
    ranks: gpusOf(config),
    source: {},
    column: '',
    keys: { validation: joinKey([...OVERRIDES_TABLE, 'trainer', 'run_validation']) },
    validation: { enabled, ...(path === undefined ? {} : { path }) },
  };
}
