/** The steps that a dataset gives a config, and the rules that judge them. */

import { ConfigView, runRules } from '../engine/cosmos-rl/rule.ts';
import { noSteps } from '../engine/cosmos-rl/rules/no-steps.ts';
import { warmupLongerThanRun } from '../engine/cosmos-rl/rules/warmup-longer-than-run.ts';
import { type Schedule, scheduleOf } from '../engine/cosmos-rl/schedule.ts';
import { schemaOf } from '../engine/cosmos-rl/schema/schema.ts';
import { asCosmosRl } from '../engine/cosmos-rl/versions.ts';
import { spokenOf, standInNotes } from '../engine/findings/engine-stands-in.ts';
import type { Report } from '../findings/finding.ts';
import type { DataContext } from './data-context.ts';

/** The schedule, absent where it cannot be computed, and what is wrong with it. */
interface StepsReport extends Report {
  readonly steps?: Schedule;
}

/** Computes the steps for `samples` training samples; they are judged only if all of the data is `sound`. */
export function stepsOf(context: DataContext, samples: number, sound = true): StepsReport {
  const { config, resolved } = context;
  if (!context.judged)
    return {
      findings: standInNotes(context.engine),
      skipped: [{ id: 'steps', reason: 'the config says how many, whatever the data is' }],
    };
  const engine = asCosmosRl(context.engine);
  const steps = scheduleOf(config, engine, samples);
  if ('skipped' in steps)
    return { findings: standInNotes(engine), skipped: [{ id: 'steps', reason: steps.skipped }] };
  const view = new ConfigView(config, {
    engine: spokenOf(engine),
    schema: schemaOf(engine.known),
    origins: resolved.origins,
    samples,
    plannedSteps: steps.total,
    form: { kind: 'override' },
  });
  // A dataset without samples is reported as such, and so is one that cannot all be read: that it gives few steps is not a second problem.
  const rules = samples === 0 || !sound ? [] : [noSteps, ...(steps.total === 0 ? [] : [warmupLongerThanRun])];
  const report = runRules(rules, view);
  return { steps, ...report, findings: [...report.findings, ...standInNotes(engine)] };
}
