/** The settings of this very run: its output folder, timestamp and redis port; what the user set himself stays. */
import { join, resolve } from 'node:path';
import type { Setting } from '../../../config/layers.ts';
import { getValue, splitKey, type TomlTable, type TomlValue } from '../../../config/value.ts';
import type { Origin } from '../../../findings/finding.ts';
import type { OwnSettings, RunPlace } from '../../planning.ts';
import { LAYOUT } from '../layout.ts';

/** Where the settings of this very run come from. */
export const OURS: Origin = { layer: 'cookbook-run', source: 'this run' };

/** The text under a key, or `undefined`. */
export function settingText(config: TomlTable, key: string): string | undefined {
  const value = getValue(config, splitKey(key));
  return typeof value === 'string' ? value : undefined;
}

/** The run's own settings, the folder that was given as output, and the engine's own one below it. */
export function ownSettings({ id, cwd, folder, ports }: RunPlace, config: TomlTable): OwnSettings {
  const own = (key: string, value: TomlValue): Setting => ({ path: splitKey(key), value, origin: OURS });
  const given = settingText(config, 'train.output_dir');
  const timestamp = settingText(config, 'train.timestamp') ?? '';
  const outputRoot = given === undefined ? folder : resolve(cwd, given);
  // `root = dirname(output_dir)` holds best/ and is searched on resume (utils/checkpoint.py): one root for one run.
  const outputDir =
    timestamp !== '' ? outputRoot : join(given === undefined ? folder : join(outputRoot, id), LAYOUT.below);
  const settings = [
    own('train.output_dir', outputDir),
    ...(timestamp === '' ? [own('train.timestamp', id)] : []),
    ...(getValue(config, ['redis']) === undefined ? [own('redis', String(ports['redis']))] : []),
  ];
  return { settings, outputRoot, outputDir };
}
