/** The steps that a dataset gives a config, and the rules that judge them. */

import { ConfigView, runRules } from '../engine/cosmos-rl/rule.ts';
import { noSteps } from '../engine/cosmos-rl/rules/no-steps.ts';
import { warmupLongerThanRun } from '../engine/cosmos-rl/rules/warmup-longer-than-run.ts';
import { type Schedule, scheduleOf } from '../engine/cosmos-rl/schedule.ts';
import { schemaOf } from '../engine/cosmos-rl/schema/schema.ts';
import type { Report } from '../findings/finding.ts';
import type { DataContext } from './data-context.ts';

/** The schedule, absent where it cannot be computed, and what is wrong with it. */
export interface StepsReport extends Report {
  readonly steps?: Schedule;
}

/** Computes the steps for `samples` training samples. */
export function stepsOf(context: DataContext, samples: number): StepsReport {
  const { config, engine, resolved } = context;
  const steps = scheduleOf(config, engine, samples);
  if ('skipped' in steps) return { findings: [], skipped: [{ id: 'steps', reason: steps.skipped }] };
  const view = new ConfigView(config, {
    engine,
    schema: schemaOf(engine.known),
    origins: resolved.origins,
    samples,
    plannedSteps: steps.total,
  });
  // A dataset without samples is reported as such; that it gives no steps is not a second problem.
  const rules = samples === 0 ? [] : [noSteps, ...(steps.total === 0 ? [] : [warmupLongerThanRun])];
  return { steps, ...runRules(rules, view) };
}
