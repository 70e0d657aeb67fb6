/** The steps that a dataset gives a config, and the rules that judge them. */

import { getValue, splitKey } from '../config/value.ts';
import { dataRanks } from '../engine/cosmos-rl/placement.ts';
import { ConfigView, runRules } from '../engine/cosmos-rl/rule.ts';
import { noSteps } from '../engine/cosmos-rl/rules/no-steps.ts';
import { warmupLongerThanRun } from '../engine/cosmos-rl/rules/warmup-longer-than-run.ts';
import { schemaOf } from '../engine/cosmos-rl/schema/schema.ts';
import { type Schedule, schedule } from '../estimate/steps.ts';
import type { Report } from '../findings/finding.ts';
import { type DataContext, numberAt } from './data-context.ts';

/** The schedule, absent where it cannot be computed, and what is wrong with it. */
export interface StepsReport extends Report {
  readonly steps?: Schedule;
}

/** Keys that say how often there is a validation, as from 0.3.3 and as before. */
const VALIDATION = [
  ['validation.enable', 'validation.freq'],
  ['train.enable_validation', 'train.validation_step'],
] as const;

function validateEvery({ config }: DataContext): number | undefined {
  const used = VALIDATION.find(([enable]) => getValue(config, splitKey(enable)) === true);
  return used && (numberAt(config, used[1]) ?? 20);
}

/** Computes the steps for `samples` training samples. */
export function stepsOf(context: DataContext, samples: number): StepsReport {
  const { config, engine, resolved } = context;
  const number = (key: string): number | undefined => numberAt(config, key);
  if ((number('policy.parallelism.n_init_replicas') ?? 1) > 1) {
    const reason = 'steps of several replicas are decided by the controller while they train';
    return { findings: [], skipped: [{ id: 'steps', reason }] };
  }
  const warmup = getValue(config, splitKey('train.optm_warmup_steps'));
  const every = validateEvery(context);
  const max = number('train.max_num_steps');
  const steps = schedule({
    engine: engine.version,
    samples,
    dataRanks: dataRanks(config),
    batch: number('train.train_batch_per_replica') ?? 8,
    epochs: number('train.epoch') ?? 1,
    dropLast: getValue(config, splitKey('train.train_policy.dataloader_drop_last')) !== false,
    warmup: {
      value: number('train.optm_warmup_steps') ?? 20,
      // 0.2.6 takes whole steps only.
      share: typeof warmup === 'number' && warmup <= 1 && engine.known !== '0.2.6',
    },
    ...(max === undefined ? {} : { maxSteps: max }),
    ...(every === undefined ? {} : { validateEvery: every }),
    ...(getValue(config, splitKey('train.ckpt.enable_checkpoint')) === true
      ? {
          save: {
            every: number('train.ckpt.save_freq') ?? 20,
            everyEpochs: number('train.ckpt.save_freq_in_epoch') ?? 0,
            keep: number('train.ckpt.max_keep') ?? 5,
          },
        }
      : {}),
  });
  const view = new ConfigView(config, {
    engine,
    schema: schemaOf(engine.known),
    origins: resolved.origins,
    samples,
    plannedSteps: steps.total,
    form: { kind: 'override' },
  });
  // A dataset without samples is reported as such; that it gives no steps is not a second problem.
  const rules = samples === 0 ? [] : [noSteps, ...(steps.total === 0 ? [] : [warmupLongerThanRun])];
  return { steps, ...runRules(rules, view) };
}
