/** The steps that a dataset gives a config, and the rules that judge them. */
import type { TomlTable } from '../../../config/value.ts';
import { spokenOf } from '../../findings/engine-stands-in.ts';
import type { DataFacts, StepsReport } from '../../sizing.ts';
import { ConfigView, runRules } from '../rule.ts';
import { noSteps } from '../rules/no-steps.ts';
import { warmupLongerThanRun } from '../rules/warmup-longer-than-run.ts';
import { scheduleOf } from '../schedule.ts';
import { schemaOf } from '../schema/schema.ts';
import type { CosmosRl } from '../versions.ts';

/** Computes the steps for so many training samples; they are judged only if there are some and all of the data is sound. */
export function dataSteps(
  engine: CosmosRl,
  config: TomlTable,
  { origins, samples, sound }: DataFacts,
): StepsReport {
  const steps = scheduleOf(config, engine, samples);
  if ('skipped' in steps) return { findings: [], skipped: [{ id: 'steps', reason: steps.skipped }] };
  const view = new ConfigView(config, {
    engine: spokenOf(engine),
    schema: schemaOf(engine.known),
    origins,
    samples,
    plannedSteps: steps.total,
    form: { kind: 'override' },
  });
  const rules = samples === 0 || !sound ? [] : [noSteps, ...(steps.total === 0 ? [] : [warmupLongerThanRun])];
  return { steps, ...runRules(rules, view) };
}
