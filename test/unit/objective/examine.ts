/** Everything a checkpoint and a run tell together: the table of modules and the findings. */

import type { Checkpoint } from '../../../src/checkpoint/checkpoint.ts';
import { problemFindings } from '../../../src/checkpoint/problems.ts';
import type { Module, RunObjective } from '../../../src/engine/objective.ts';
import { bySeverity, type Report } from '../../../src/findings/finding.ts';
import { fitFindings } from '../../../src/objective/fit.ts';
import { trainedBy } from '../../../src/objective/modules/modules.ts';

export interface Examination extends Report {
  readonly modules: readonly Module[];
}

/** Pure: all reading was done by `readCheckpoint`. */
export function examine(checkpoint: Checkpoint, run: RunObjective): Examination {
  const table = trainedBy(checkpoint, run);
  const settings = run.ofSettings(table);
  const findings = [
    ...problemFindings(checkpoint),
    ...fitFindings(checkpoint, run),
    ...run.notes,
    ...settings.findings,
  ];
  const unseen =
    table.parameters === undefined
      ? [{ id: 'modules', reason: 'no file and no published size tells the parameters' }]
      : [];
  return {
    modules: table.modules,
    findings: bySeverity(findings),
    skipped: [...unseen, ...settings.skipped],
  };
}
