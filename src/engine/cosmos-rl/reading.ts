/** What cosmos-rl's own keys say about reading data. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { asNumber, getValue, isTable, splitKey, type TomlTable } from '../../config/value.ts';
import type { DataReading } from '../planning.ts';
import { DATA_KEYS } from './layout.ts';
import { packing } from './packing/packing.ts';
import { dataRanks } from './placement.ts';

/** The engine's own default, 0.2.6 - 0.4.7 (policy/config/__init__.py). */
const DEFAULT_COLUMN = 'conversations';
/** `SFTDataConfig.mini_batch` where it is not written (policy/config/__init__.py, 0.2.6 to 0.4.7). */
const DEFAULT_MINI_BATCH = 2;
const MINI_BATCH = ['train', 'train_policy', 'mini_batch'];
const LOADER = 'train.train_policy.dataloader_num_workers';
const SOURCE = ['train', 'train_policy', 'dataset'];
/** `train.enable_validation` is the old name, up to 0.3.2 (policy/config/__init__.py). */
const ENABLE = ['validation.enable', 'train.enable_validation'];

/** The folder of prepared clips that the published script uses (cosmos_rl/utils/util.py, `prepare_cosmos_data`, 0.4.7). */
function preparedClips(source: TomlTable, env: Readonly<Record<string, string | undefined>>): string {
  const { name = '', subset = '' } = source;
  const parts = String(name)
    .trim()
    .replace(/^\/+|\/+$/g, '')
    .split('/');
  const cache = env['COSMOS_CACHE'] || join(env['HOME'] ?? homedir(), '.cache/cosmos');
  return join(cache, 'datasets', ...parts.slice(-2), String(subset), 'video_clips');
}

/** The reading of a config, without its token limit, which takes the values of the engine's class. */
export function readingOf(config: TomlTable): DataReading {
  const source = getValue(config, SOURCE);
  const table = isTable(source) ? source : {};
  const column = getValue(config, splitKey(DATA_KEYS.column));
  const workers = asNumber(getValue(config, splitKey(LOADER)));
  return {
    miniBatch: asNumber(getValue(config, MINI_BATCH)) ?? DEFAULT_MINI_BATCH,
    ranks: dataRanks(config),
    source: table,
    keys: DATA_KEYS,
    prepared: (env) => preparedClips(table, env),
    packing,
    column: typeof column === 'string' && column.trim() !== '' ? column : DEFAULT_COLUMN,
    ...(workers === undefined ? {} : { loader: { key: LOADER, workers } }),
    validation: { enabled: ENABLE.some((key) => getValue(config, splitKey(key)) === true) },
  };
}
