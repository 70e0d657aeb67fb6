/** The config of a further attempt at the same run: a folder of its own, and what it goes on from said, not found under its name. */
import { basename, dirname } from 'node:path';
import { splitKey, type TomlTable, withValue } from '../../../config/value.ts';
import type { AttemptPlace } from '../../planning.ts';
import { RESUME_KEY } from '../keys.ts';

/** The config with the folder and the checkpoint of this attempt; its ports stand in the command. */
export function attempt(config: TomlTable, { outputDir, resume }: AttemptPlace): TomlTable {
  const own = dirname(outputDir);
  const settings: ReadonlyArray<readonly [string, string]> = [
    ['job.project', basename(dirname(own))],
    ['job.group', basename(own)],
    ['job.name', basename(outputDir)],
    ...(resume === undefined ? [] : [[RESUME_KEY, resume] as const]),
  ];
  return settings.reduce((table, [key, value]) => withValue(table, splitKey(key), value), config);
}
