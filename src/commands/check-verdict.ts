/** The place of the objective's verdict in the answer of `check`. */

import type { TomlTable } from '../config/value.ts';
import type { Engine } from '../engine/versions.ts';
import type { Finding, Skipped } from '../findings/finding.ts';

/** Whether what is asked for lies inside what the run's loss can optimise. */
export interface ObjectiveAnswer {
  readonly verdict: 'allow' | 'warn' | 'block';
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
}

const NOT_JUDGED: Skipped = {
  id: 'feasibility',
  reason: 'what the model is to do was not judged: cookbook-run feasibility --config FILE',
};

/** Judges a config. Nothing is asked of it here yet: `allow` says that nothing was found outside, `skipped` that nothing was looked for. */
export function objectiveVerdict(_config: TomlTable, _engine: Engine): ObjectiveAnswer {
  return { verdict: 'allow', findings: [], skipped: [NOT_JUDGED] };
}
