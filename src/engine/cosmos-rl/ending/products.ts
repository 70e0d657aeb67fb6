/** What a run leaves that can be used, and the parts of a good end, each shown or missing. */

import { bytesOf } from '../../../disk-use.ts';
import type { Ending, ProofLine } from '../../engine.ts';
import { productOf } from '../../torch/proof/product.ts';
import type { Proof } from '../proof/index.ts';
import type { Completion } from './completion.ts';
import type { EndingEvidence } from './evidence.ts';

function checkpointOf({ step, checkpoint }: Proof): Ending['checkpoint'] {
  if (!checkpoint.complete) return undefined;
  const bytes = bytesOf(checkpoint.path);
  return { path: checkpoint.path, step, ...(bytes === undefined ? {} : { bytes }) };
}

function line(name: string, ok: boolean, why: string | undefined): ProofLine {
  return { name, ok, ...(ok || why === undefined ? {} : { why }) };
}

/** The five parts of a good end. */
function proofsOf(
  evidence: EndingEvidence,
  completion: Completion,
  step: Ending['step'],
): readonly ProofLine[] {
  const { proof } = evidence;
  const bad =
    evidence.diverged?.step ?? evidence.events?.firstNotFinite?.step ?? evidence.log.firstNotFinite?.step;
  const off = completion.saved === 'disabled' ? 'checkpointing is off' : undefined;
  return [
    line(
      'the last step is the planned one',
      completion.reached,
      step.planned === undefined ? 'the plan is not known' : `${step.last ?? 0} of ${step.planned}`,
    ),
    line(
      'every worker ended well',
      completion.clean && completion.ended,
      completion.clean ? 'no line says so' : 'a worker failed',
    ),
    line(
      'the checkpoint is complete',
      proof?.checkpoint.complete === true,
      off ?? proof?.checkpoint.problems[0] ?? 'nothing was looked at',
    ),
    line(
      'the exported model is whole',
      proof?.export.complete === true,
      off ?? proof?.export.problems[0] ?? 'nothing was looked at',
    ),
    line('the loss is finite', bad === undefined, `not from step ${bad} on`),
  ];
}

/** Proofs, model and checkpoint of an ending; nothing where no step was made. */
export function productsOf(
  evidence: EndingEvidence,
  completion: Completion,
  step: Ending['step'],
): Pick<Ending, 'proofs' | 'model' | 'checkpoint'> {
  const { proof } = evidence;
  if (step.last === undefined || step.last === 0) return {};
  const model = proof === undefined ? undefined : productOf(proof.export);
  const checkpoint = proof === undefined ? undefined : checkpointOf(proof);
  return {
    proofs: proofsOf(evidence, completion, step),
    ...(model === undefined ? {} : { model }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
  };
}
