/** From where a training goes on: the newest checkpoint of its chain that is proved whole. */
import { adapterOf } from '../engine/registry.ts';
import { type CheckpointSource, type Newest, newestWhole } from '../run/newest-whole.ts';
import { readPlan } from '../run/record.ts';
import type { Member } from './series-run.ts';

/** Asks every run of the chain whose plan can be read. */
export function planResume(chain: readonly Member[]): Newest {
  const unread: string[] = [];
  const trained = chain.flatMap(({ state, membership }): CheckpointSource[] => {
    const { id: run, step } = state.record;
    try {
      const plan = readPlan(state.files);
      const plannedSteps = step.planned ?? plan.plannedSteps;
      return [
        {
          run,
          plan: { ...plan, ...(plannedSteps === undefined ? {} : { plannedSteps }) },
          adapter: adapterOf(plan),
          config: membership.fingerprint.config,
        },
      ];
    } catch {
      unread.push(`${run}: its plan cannot be read`);
      return [];
    }
  });
  const { passedOver, ...found } = newestWhole(trained);
  return { ...found, passedOver: [...unread, ...passedOver] };
}
