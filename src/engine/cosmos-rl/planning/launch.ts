/** How cosmos-rl is started: its launcher with our config, our ports and, where there is one, an entry script. */
import { join } from 'node:path';
import { getValue, type TomlTable } from '../../../config/value.ts';
import type { EngineLaunch, LaunchRequest } from '../../planning.ts';
import { gpusNeeded, savingRanks } from '../placement.ts';
import { textAt } from './own-settings.ts';

/** The launch of a rendered config. */
export function launch(config: TomlTable, { safe, script, ports }: LaunchRequest): EngineLaunch {
  const { controller = 8000, redis = 12_800 } = ports;
  const checkpoint = getValue(config, ['train', 'ckpt', 'enable_checkpoint']) === true;
  const written = Number(textAt(config, 'redis') ?? redis);
  const argv = ['cosmos-rl', '--config', join(safe, 'config.toml'), '--port', String(controller)];
  return {
    argv: script === undefined ? argv : [...argv, script],
    env: { COSMOS_LOG_LEVEL: 'INFO' },
    // They would switch the launcher into Lepton mode (launcher/utility.py, 0.4.7).
    withheld: ['LEPTON_'],
    gpus: gpusNeeded(config),
    savingRanks: savingRanks(config),
    ports: { controller, redis: Number.isInteger(written) ? written : redis },
    expects: {
      checkpoint,
      export: checkpoint,
      lora: getValue(config, ['policy', 'lora']) !== undefined,
    },
  };
}
