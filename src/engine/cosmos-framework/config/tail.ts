/** The overrides after `--`: `[custom.overrides]`, whose keys are Hydra's, with `+`, `++` or `~` before them where it wants them. */
import { getValue, isTable, leavesOf, type TomlTable } from '../../../config/value.ts';
import { OVERRIDES_TABLE } from '../keys.ts';
import { hydraValue } from './hydra.ts';

/** Each as one word of the command line. */
export function tailOverrides(config: TomlTable): readonly string[] {
  const table = getValue(config, OVERRIDES_TABLE);
  if (!isTable(table)) return [];
  return leavesOf(table).map(([path, value]) => {
    const key = path.join('.');
    return key.startsWith('~') ? key : `${key}=${hydraValue(value)}`;
  });
}
