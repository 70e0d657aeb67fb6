/** The sides of cosmos-framework that a run needs before its launch. */
import type { TomlTable } from '../../../config/value.ts';
import type { Report } from '../../../findings/finding.ts';
import type { Engine } from '../../engine.ts';
import type { LaunchContext, Planning } from '../../planning.ts';
import { KEYS } from '../keys.ts';
import { ConfigView, runRules } from '../rule.ts';
import { RULES } from '../rules/index.ts';
import { startStage, startWeightsOf } from '../start-weights.ts';
import { engineAt, NEWEST } from '../versions.ts';
import { attempt } from './attempt.ts';
import { launch } from './launch.ts';
import { look } from './look.ts';
import { numberAt, ownSettings, textAt } from './own-settings.ts';
import { readingOf } from './reading.ts';
import { savingOf } from './saving.ts';
import { sizesOf } from './sizes.ts';

/** The rules as a launch of ours sees them. */
function judge(config: TomlTable, { cwd, origins, samples, longest, nodes }: LaunchContext): Report {
  const weights = startWeightsOf(config, cwd);
  const context = {
    origins,
    launch: true,
    ...(samples === undefined ? {} : { samples }),
    ...(longest === undefined ? {} : { longest }),
    ...(weights === undefined ? {} : { weights }),
    ...(nodes === undefined ? {} : { nodes }),
  };
  return runRules(RULES, new ConfigView(config, context));
}

/** Everything of it is used wherever a run is planned. */
export const PLANNING: Planning = {
  ports: ['master'],
  sizes: (_, config) => sizesOf(config),
  // How often one that validates does it is the experiment's (trainer.validation_iter, 5eee9ed).
  validations: (_, config) => (readingOf(config).validation.enabled ? undefined : 0),
  saving: (_, config) => savingOf(config),
  ownSettings,
  reading: readingOf,
  // A sample that is longer than its packer is passed on as it is (PoolPackingBatcher, 5eee9ed).
  tokenLimit: () => Number.POSITIVE_INFINITY,
  modelOf: (config) => textAt(config, KEYS.model) ?? '',
  render(_, { config }) {
    const steps = numberAt(config, 'trainer.max_iter');
    return { config, translations: [], ...(steps === undefined ? {} : { steps }) };
  },
  stages(config, cwd) {
    const stage = startStage(config, cwd);
    return stage === undefined ? [] : [stage];
  },
  kinds: RULES,
  judge: (_, config, context) => judge(config, context),
  launch,
  look: (engine = engineAt(NEWEST) as Engine, config, context) => look(engine, config, context),
  reads: 'toml-1',
  attempt,
};
