/** Judges trainer, model and the settings that choose parameters, on what the checkpoint tells. */

import { primaryFamily } from '../../checkpoint/family/family.ts';
import { checkpointMissing } from '../../checkpoint/findings.ts';
import { problemFindings } from '../../checkpoint/problems.ts';
import type { Finding, Skipped } from '../../findings/finding.ts';
import { found } from '../../findings/objective-kind.ts';
import { weightsPrefixMismatch } from '../findings/model.ts';
import { fitFindings } from '../fit.ts';
import type { GraftRow } from '../graft/compare.ts';
import { type Graft, graft } from '../graft/graft.ts';
import type { Situation } from './situation.ts';

/** What was found and what could not be looked at. */
export interface About {
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
  /** Backbone and consumer side by side. */
  readonly graft?: readonly GraftRow[];
}

/** Weights that are taken in the place of the model's own must be of its family. */
function otherWeights({ weights, family, model, objective, config }: Situation): readonly Finding[] {
  const other = weights === undefined ? undefined : primaryFamily(weights.families);
  if (other === undefined || family === undefined || other.kind === family.kind) return [];
  const data = { config: model?.name ?? family.title, tensors: other.title, says: other.evidence };
  return [found(weightsPrefixMismatch, objective.weightsOf(config)?.key ?? objective.keys.model, data)];
}

/** What the model, the trainer and the consumer say about each other. */
export function aboutModel(one: Situation): About {
  const { model, trained, run, consumer } = one;
  if (run.settles !== undefined) return { findings: [run.settles.finding], skipped: [] };
  if (model === undefined || trained === undefined) return { findings: [], skipped: [] };
  const settings = run.ofSettings(trained);
  const back: Graft =
    consumer === undefined ? { findings: [], skipped: [], table: [] } : graft(model, consumer);
  // A file that cannot be read is no evidence for or against: it is said, and does not decide.
  const unread = problemFindings(model).filter(({ id }) => id !== checkpointMissing.id);
  return {
    findings: [
      ...fitFindings(model, run),
      ...run.notes,
      ...otherWeights(one),
      ...settings.findings,
      ...back.findings,
      ...unread,
    ],
    skipped: [...settings.skipped, ...back.skipped],
    ...(back.table.length === 0 ? {} : { graft: back.table }),
  };
}
