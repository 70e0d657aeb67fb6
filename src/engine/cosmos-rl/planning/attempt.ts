/** The config of a further attempt at the same run: a folder of its own, since 0.4.7 refuses to save a step twice into one. */
import { resolve, type Setting } from '../../../config/layers.ts';
import { leavesOf, splitKey, type TomlTable } from '../../../config/value.ts';
import type { AttemptPlace } from '../../planning.ts';
import { OURS } from './own-settings.ts';

/** The config with the folder, the ports and the checkpoint of this attempt. */
export function attempt(config: TomlTable, { outputDir, ports, resume }: AttemptPlace): TomlTable {
  const own = (key: string, value: Setting['value']): Setting => ({
    path: splitKey(key),
    value,
    origin: OURS,
  });
  return resolve([
    ...leavesOf(config).map(([path, value]): Setting => ({ path, value, origin: OURS })),
    own('train.output_dir', outputDir),
    own('redis', String(ports['redis'])),
    ...(resume === undefined ? [] : [own('train.resume', resume)]),
  ]).config;
}
