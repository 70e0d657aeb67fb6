/** From where a training goes on: the newest checkpoint of its chain that is proved whole. */
import { adapterOf } from '../engine/registry.ts';
import { readPlan } from '../run/record.ts';
import type { ResumePoint } from './night-record.ts';
import type { Member } from './series-run.ts';

/** The point, and why newer ones were passed over. */
export interface ResumePlan {
  readonly point?: ResumePoint;
  readonly passedOver: readonly string[];
}

/** Looks at every checkpoint of the chain, the highest step first; of equal steps the newer run's. Only reads. */
export function planResume(chain: readonly Member[]): ResumePlan {
  const passedOver: string[] = [];
  const candidates = [...chain].reverse().flatMap((member) => {
    try {
      const plan = readPlan(member.state.files);
      const adapter = adapterOf(plan);
      return adapter.layout.steps(plan.outputDir).map((step) => ({ member, plan, step, adapter }));
    } catch {
      passedOver.push(`${member.state.record.id}: its plan cannot be read`);
      return [];
    }
  });
  for (const { member, plan, step, adapter } of candidates.sort((a, b) => b.step - a.step)) {
    const { fingerprint } = member.membership;
    const planned = member.state.record.step.planned ?? plan.plannedSteps;
    const problem =
      planned !== undefined && step >= planned
        ? `it has all ${planned} steps, but that run did not end well: its last steps are repeated`
        : adapter.weights.resumeProblem(plan.outputDir, step, plan.savingRanks, fingerprint.config);
    const run = member.state.record.id;
    if (problem === undefined) {
      const path = adapter.layout.checkpoint(plan.outputDir, step);
      return { point: { run, step, path }, passedOver };
    }
    passedOver.push(`checkpoint ${adapter.layout.stepName(step)} of ${run} was passed over: ${problem}`);
  }
  return { passedOver };
}
