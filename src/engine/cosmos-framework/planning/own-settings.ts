/** The settings of this very run: a folder of its own, so that it never goes on with another's checkpoints unasked. */
import { basename, dirname, join, resolve } from 'node:path';
import type { Setting } from '../../../config/layers.ts';
import { asNumber, getValue, splitKey, type TomlTable } from '../../../config/value.ts';
import type { Origin } from '../../../findings/finding.ts';
import type { OwnSettings, RunPlace } from '../../planning.ts';
import { OUTPUT_KEY } from '../keys.ts';
import { LAYOUT } from '../layout.ts';

const OURS: Origin = { layer: 'cookbook-run', source: 'this run' };

/** The text under a key, or `undefined`. */
export function textAt(config: TomlTable, key: string): string | undefined {
  const value = getValue(config, splitKey(key));
  return typeof value === 'string' ? value : undefined;
}

/** The number under a key, or `undefined`. */
export function numberAt(config: TomlTable, key: string): number | undefined {
  return asNumber(getValue(config, splitKey(key)));
}

/** The trainer writes to `IMAGINAIRE_OUTPUT_ROOT/project/group/name` (utils/config.py, 5eee9ed): these are parts of a path. */
export function ownSettings({ id, cwd, folder }: RunPlace, config: TomlTable): OwnSettings {
  const given = textAt(config, OUTPUT_KEY) ?? '';
  const outputRoot = given === '' ? folder : resolve(cwd, given);
  const own = given === '' ? folder : join(outputRoot, id);
  const setting = (key: string, value: string): Setting => ({ path: splitKey(key), value, origin: OURS });
  return {
    settings: [
      setting('job.project', basename(dirname(own))),
      setting('job.group', basename(own)),
      setting('job.name', LAYOUT.below),
    ],
    outputRoot,
    outputDir: join(own, LAYOUT.below),
  };
}

/** The root below which the trainer makes `outputDir`. */
export function rootOf(outputDir: string): string {
  return dirname(dirname(dirname(outputDir)));
}
