/** Retention applied to a series: what may go, and its removal. */

import { openPaths } from '../run/open-paths.ts';
import { pendingOf } from './gate/measure.ts';
import { keepBases, planMerged } from './merged.ts';
import { lastGood } from './promote.ts';
import { planRetention, type RetentionRow, removeWeights } from './retention.ts';
import type { Spec } from './series-config.ts';
import type { Place } from './series-paths.ts';
import { membersOf, openChain } from './series-run.ts';

/** What retention would do with every run of the series now. */
export function retentionOf(spec: Spec, place: Place): readonly RetentionRow[] {
  const members = membersOf(place, spec.file.name);
  const facts = {
    members,
    lastGood: lastGood(place)?.run,
    open: new Set(openChain(members).map((one) => one.state.record.id)),
    openPaths: openPaths(place.folder),
  };
  const planned = planRetention({
    ...facts,
    good: spec.file.keep.good,
    base: openChain(members)[0]?.membership.startedFrom?.run,
    pending: pendingOf(members)?.state.record.id,
  });
  const rows = keepBases(planned, members);
  return [...rows, ...planMerged(place, { ...facts, rows })];
}

/** Removes what may go. Call it with the lease held. */
export function prune(
  spec: Spec,
  place: Place,
): { readonly removed: readonly string[]; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const removed = removeWeights(retentionOf(spec, place), (path, why) =>
    problems.push(`${path} could not be removed: ${why}`),
  );
  return { removed, problems };
}
