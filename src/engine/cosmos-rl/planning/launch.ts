/** How cosmos-rl is started: its launcher with our config, our ports and, where there is one, an entry script. */
import { join } from 'node:path';
import { getValue, type TomlTable } from '../../../config/value.ts';
import type { EngineLaunch, LaunchRequest } from '../../planning.ts';
import { gpusNeeded, savingRanks } from '../placement.ts';
import { settingText } from './own-settings.ts';
import { rolesOf } from './roles.ts';

/** The launch of a rendered config. */
export function launch(config: TomlTable, { safe, script, ports, nodes }: LaunchRequest): EngineLaunch {
  const { controller = 8000, redis = 12_800, rendezvous } = ports;
  const gpus = gpusNeeded(config);
  const file = join(safe, 'config.toml');
  const checkpoint = getValue(config, ['train', 'ckpt', 'enable_checkpoint']) === true;
  const written = Number(settingText(config, 'redis') ?? redis);
  const argv = ['cosmos-rl', '--config', file, '--port', String(controller)];
  return {
    argv: script === undefined ? argv : [...argv, script],
    env: { COSMOS_LOG_LEVEL: 'INFO' },
    // They would switch the launcher into Lepton mode (launcher/utility.py, 0.4.7).
    withheld: ['LEPTON_'],
    gpus,
    ...(nodes === undefined
      ? {}
      : {
          roles: rolesOf({ config: file, nodes, gpus, ports, ...(script === undefined ? {} : { script }) }),
        }),
    savingRanks: savingRanks(config),
    ports: {
      controller,
      redis: Number.isInteger(written) ? written : redis,
      ...(rendezvous === undefined ? {} : { rendezvous }),
    },
    expects: {
      checkpoint,
      export: checkpoint,
      lora: getValue(config, ['policy', 'lora']) !== undefined,
    },
  };
}
