/** Where a training can go on: the newest checkpoint of its runs and attempts that is proved whole. */
import { joinKey, leavesOf, type TomlTable, toJson } from '../config/value.ts';
import type { EngineAdapter } from '../engine/adapter.ts';
import type { LaunchPlan } from '../plan/launch-plan.ts';

/** A run, or one attempt at it, that may have left checkpoints. */
export interface CheckpointSource {
  readonly run: string;
  readonly plan: Pick<LaunchPlan, 'outputDir' | 'plannedSteps' | 'savingRanks'>;
  readonly adapter: Pick<EngineAdapter, 'layout' | 'weights'>;
  /** Its config by dotted keys. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** A config by dotted keys. */
export const flat = (config: TomlTable): Readonly<Record<string, unknown>> =>
  Object.fromEntries(leavesOf(config).map(([path, value]) => [joinKey(path), toJson(value)]));

/** A checkpoint to go on from. */
export interface ResumePoint {
  readonly run: string;
  readonly step: number;
  readonly path: string;
}

/** The point, and why newer ones were passed over. */
export interface Newest {
  readonly point?: ResumePoint;
  readonly passedOver: readonly string[];
}

/** Looks at every checkpoint of what was trained, oldest first: the highest step before the end, of equal steps the later. Only reads. */
export function newestWhole(trained: readonly CheckpointSource[]): Newest {
  const passedOver: string[] = [];
  const candidates = [...trained]
    .reverse()
    .flatMap((from) => from.adapter.layout.steps(from.plan.outputDir).map((step) => ({ from, step })))
    .sort((a, b) => b.step - a.step);
  for (const { from, step } of candidates) {
    const { run, plan, config } = from;
    const { layout, weights } = from.adapter;
    const problem =
      plan.plannedSteps !== undefined && step >= plan.plannedSteps
        ? `it has all ${plan.plannedSteps} steps, but that run did not end well: its last steps are repeated`
        : weights.resumeProblem(plan.outputDir, step, plan.savingRanks, config);
    if (problem === undefined)
      return { point: { run, step, path: layout.checkpoint(plan.outputDir, step) }, passedOver };
    passedOver.push(`checkpoint ${layout.stepName(step)} of ${run} was passed over: ${problem}`);
  }
  return { passedOver };
}
