/** What cosmos-framework would do with a file as it stands: what `check` says of it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type TomlTable, withValue } from '../../../config/value.ts';
import type { Engine } from '../../engine.ts';
import type { Look, LookContext } from '../../planning.ts';
import { GPUS_KEY } from '../keys.ts';
import { ConfigView, runRules } from '../rule.ts';
import { RULES } from '../rules/index.ts';
import { startWeightsOf } from '../start-weights.ts';
import { numberAt, textAt } from './own-settings.ts';
import { gpusOf } from './placement.ts';

/** Where runs go whose root nobody has set (utils/config.py, 5eee9ed). */
const STANDARD_ROOT = '/tmp/imaginaire4-output';

/** The folder of the config's own project, group and name, where another run has saved there. */
function goesOnFrom(config: TomlTable, env: LookContext['env']): string | undefined {
  const parts = ['project', 'group', 'name'].map((name) => textAt(config, `job.${name}`) ?? '');
  if (parts.some((part) => part === '' || part.includes('${'))) return undefined;
  const folder = join(env['IMAGINAIRE_OUTPUT_ROOT'] ?? STANDARD_ROOT, ...parts);
  return existsSync(join(folder, 'checkpoints', 'latest_checkpoint.txt')) ? folder : undefined;
}

/** Looks at it; the GPUs that there are stand in for those that it does not name. */
export function look(
  engine: Engine,
  written: TomlTable,
  { origins, cwd, env, gpus, samples }: LookContext,
): Look {
  const named = numberAt(written, GPUS_KEY) !== undefined || gpus === undefined || gpus < 1;
  const config = named ? written : withValue(written, GPUS_KEY.split('.'), BigInt(gpus));
  const weights = startWeightsOf(config, cwd);
  const before = goesOnFrom(config, env);
  const view = new ConfigView(config, {
    origins,
    ...(samples === undefined ? {} : { samples }),
    ...(weights === undefined ? {} : { weights }),
    ...(before === undefined ? {} : { goesOnFrom: before }),
  });
  const steps = numberAt(config, 'trainer.max_iter');
  return {
    engine,
    notes: [],
    ...runRules(RULES, view),
    accepts: view.decision.accepts,
    dropped: view.decision.dropped,
    planned: { gpus: gpusOf(config), ...(steps === undefined ? {} : { steps }) },
  };
}
