/** Everything a checkpoint and a run tell together: the table of modules and the findings. */

import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { problemFindings } from '../checkpoint/problems.ts';
import { bySeverity, type Report } from '../findings/finding.ts';
import { fitFindings } from './fit.ts';
import { type Module, trainedBy } from './modules/modules.ts';
import type { TrainedRun } from './modules/run.ts';
import { settingFindings } from './modules/settings.ts';

interface Examination extends Report {
  readonly modules: readonly Module[];
}

/** Pure: all reading was done by `readCheckpoint`. */
export function examine(checkpoint: Checkpoint, run: TrainedRun): Examination {
  const table = trainedBy(checkpoint, run);
  const settings = settingFindings(table);
  const findings = [...problemFindings(checkpoint), ...fitFindings(checkpoint, run), ...settings.findings];
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
