/** What cosmos-rl's own keys say about reading data. */
import { asNumber, getValue, isTable, splitKey, type TomlTable } from '../../config/value.ts';
import type { DataReading } from '../planning.ts';
import { dataRanks } from './placement.ts';

/** The key that names the column of the conversations. */
export const COLUMN_KEY = 'train.train_policy.conversation_column_name';
/** The engine's own default, 0.2.6 - 0.4.7 (policy/config/__init__.py). */
const DEFAULT_COLUMN = 'conversations';
/** `SFTDataConfig.mini_batch` where it is not written (policy/config/__init__.py, 0.2.6 to 0.4.7). */
const DEFAULT_MINI_BATCH = 2;
const MINI_BATCH = ['train', 'train_policy', 'mini_batch'];
const LOADER = 'train.train_policy.dataloader_num_workers';
const SOURCE = ['train', 'train_policy', 'dataset'];
/** `train.enable_validation` is the old name, up to 0.3.2 (policy/config/__init__.py). */
const ENABLE = ['validation.enable', 'train.enable_validation'];

/** The reading of a config, without its token limit, which takes the values of the engine's class. */
export function readingOf(config: TomlTable): DataReading {
  const source = getValue(config, SOURCE);
  const column = getValue(config, splitKey(COLUMN_KEY));
  const workers = asNumber(getValue(config, splitKey(LOADER)));
  return {
    miniBatch: asNumber(getValue(config, MINI_BATCH)) ?? DEFAULT_MINI_BATCH,
    ranks: dataRanks(config),
    source: isTable(source) ? source : {},
    column: typeof column === 'string' && column.trim() !== '' ? column : DEFAULT_COLUMN,
    ...(workers === undefined ? {} : { loader: { key: LOADER, workers } }),
    validation: { enabled: ENABLE.some((key) => getValue(config, splitKey(key)) === true) },
  };
}
