/** The sides of cosmos-rl that a run needs before its launch. */

import { getValue, type TomlTable } from '../../../config/value.ts';
import { spokenOf } from '../../findings/engine-stands-in.ts';
import type { LaunchContext, Planning } from '../../planning.ts';
import { effectiveValues } from '../effective.ts';
import { DATA_KEYS, heldSteps } from '../layout.ts';
import { readingOf } from '../reading.ts';
import { missingResume } from '../resume.ts';
import { ConfigView, runRules } from '../rule.ts';
import { RULES } from '../rules/index.ts';
import { scheduleOf } from '../schedule.ts';
import { schemaOf } from '../schema/schema.ts';
import { smallRunOf } from '../small-run.ts';
import { asCosmosRl, type CosmosRl } from '../versions.ts';
import { attempt } from './attempt.ts';
import { dataSteps } from './data-steps.ts';
import { SETTINGS_KINDS } from './kinds.ts';
import { launch } from './launch.ts';
import { look } from './look.ts';
import { memoryPhases } from './memory.ts';
import { OURS, ownSettings, settingText } from './own-settings.ts';
import { render } from './render.ts';
import { savingOf } from './saving.ts';
import { sizeSettings, sizesOf } from './sizes.ts';

function judge(engine: CosmosRl, config: TomlTable, { cwd, ...context }: LaunchContext) {
  const resume = missingResume(getValue(config, ['train', 'resume']), cwd);
  // Without a time stamp of the user's the engine's folder is a new one of this run.
  const stamped = context.origins.get('train.timestamp')?.layer !== OURS.layer;
  const held = stamped ? heldSteps(settingText(config, 'train.output_dir') ?? '') : [];
  return runRules(
    RULES,
    new ConfigView(config, {
      engine: spokenOf(engine),
      schema: schemaOf(engine.known),
      launch: true,
      ...context,
      ...(resume === undefined ? {} : { resume }),
      ...(held.length === 0 ? {} : { heldSteps: held }),
    }),
  );
}

/** Everything of it is used wherever a run is planned. */
export const PLANNING: Planning = {
  ports: ['controller', 'redis'],
  nodePorts: ['rendezvous'],
  sizes: (engine, config) => sizesOf(config, asCosmosRl(engine)),
  sizeSettings,
  memory: memoryPhases,
  validations(engine, config, samples) {
    if (samples === undefined) return undefined;
    const found = scheduleOf(config, asCosmosRl(engine), samples);
    return 'skipped' in found ? undefined : found.validations;
  },
  dataSteps: (engine, config, data) => dataSteps(asCosmosRl(engine), config, data),
  saving: (engine, config, samples) => savingOf(config, asCosmosRl(engine), samples),
  smallRun: smallRunOf,
  ownSettings,
  reading: readingOf,
  cutBy: DATA_KEYS.cut,
  tokenLimit: (engine, config) => effectiveValues(config, asCosmosRl(engine)).number(DATA_KEYS.cut) ?? 0,
  modelOf: (config) => settingText(config, 'policy.model_name_or_path') ?? '',
  render: (engine, resolved, samples) => render(asCosmosRl(engine), resolved, samples),
  kinds: SETTINGS_KINDS,
  judge: (engine, config, context) => judge(asCosmosRl(engine), config, context),
  launch,
  look: (engine, config, context) => look(engine && asCosmosRl(engine), config, context),
  reads: 'toml-0.10',
  attempt,
};
