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

/** Judges a config. Nothing is asked of it yet, so that nothing can lie outside. */
export function objectiveVerdict(_config: TomlTable, _engine: Engine): ObjectiveAnswer {
  return { verdict: 'allow', findings: [], skipped: [] };
}
