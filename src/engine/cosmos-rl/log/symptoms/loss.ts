/** A loss that is no number. */
import { restingOn } from '../../../torch/log/evidence.ts';
import { symptomsOf } from '../../../torch/log/told.ts';
import { LOSS_NOT_FINITE } from '../../../torch/symptoms/kinds.ts';
import type { OwnSymptom } from '../own-symptom.ts';

/** The loss became NaN or infinite and stayed so. */
export const lossNotFinite: OwnSymptom = {
  ...LOSS_NOT_FINITE,
  matches(state) {
    const last = state.seen.step?.last;
    const first = state.firstNotFinite;
    if (last === undefined || first === undefined || Number.isFinite(last.notice.loss)) return undefined;
    const before = first.step - 1;
    return restingOn(
      { line: first.line, text: `Step: ${first.step}, Loss: ${first.loss}` },
      {
        subject: 'train.optm_lr',
        message: `The loss is not finite from step ${first.step} on.`,
        because: 'The engine trains on and exports such weights as if they were fine (0.4.7, seen).',
        help: `Lower train.optm_lr (and train.optm_grad_norm_clip, where it is above 1.0); checkpoints ${before < 1 ? 'of this run' : `after step ${before}`} are not usable.`,
      },
      { step: first.step, loss: String(first.loss) },
    );
  },
};

/** Something of torch looked at the gradients and gave up. */
export const GRADIENT = symptomsOf([
  {
    id: 'gradient-not-finite',
    summary: 'The gradient is NaN or infinite, and the run ended for it',
    outcome: 'loss-not-finite',
    subject: 'train.optm_lr',
    because: 'torch refuses to clip a gradient that is no number, where it is asked to.',
    source: 'torch 2.11 torch/nn/utils/clip_grad.py',
    forms: [
      {
        text: /(The total norm of order \S+ for gradients[^\n]*non-finite[^\n]*|FloatingPointError: (?:[Ll]oss|[Mm]inimum loss scale)[^\n]*)/,
        says: 'The run ended on a gradient that is not finite: {}.',
        help: 'Lower train.optm_lr, keep `train.optm_grad_norm_clip=1.0`, and go on from the checkpoint before that step.',
      },
    ],
  },
]);

/** The loss was not finite for a while and recovered. */
export const lossSpike: OwnSymptom = {
  id: 'loss-was-not-finite',
  summary: 'The loss was NaN or infinite for a while',
  severity: 'warning',
  category: 'run',
  outcome: 'unverified',
  aside: true,
  docs: {
    what: 'At least one step had a loss that is not a finite number; the last one is finite again.',
    why: 'A NaN that reaches the optimizer stays in the weights, so a loss that recovers was not applied or was infinite in one batch only (0.4.7 has no guard).',
    fix: 'Look at the samples of that step, and at the loss after it.',
  },
  matches(state) {
    const last = state.seen.step?.last;
    const first = state.firstNotFinite;
    if (last === undefined || first === undefined || !Number.isFinite(last.notice.loss)) return undefined;
    return restingOn(
      { line: first.line, text: `Step: ${first.step}, Loss: ${first.loss}` },
      {
        subject: 'train.optm_lr',
        message: `The loss was not finite at step ${first.step}, and is finite at step ${last.notice.step}.`,
        because: 'The engine has no guard against it (policy/trainer/llm_trainer/sft_trainer.py, 0.4.7).',
        help: 'Look at the loss curve and at the samples of that step before the model is used.',
      },
      { step: first.step },
    );
  },
};

/** The last validation loss is NaN or infinite. */
export const validationNotFinite: OwnSymptom = {
  id: 'validation-loss-not-finite',
  summary: 'The validation loss is NaN or infinite',
  severity: 'warning',
  category: 'run',
  outcome: 'unverified',
  aside: true,
  docs: {
    what: 'The last validation gave a loss that is not a finite number.',
    why: 'With no label left in a batch the mean is a division by zero; the training loss may be fine (policy/worker/sft_worker.py, 0.4.7 prints it unformatted).',
    fix: 'Look at the validation samples: do their answers survive the cut at policy.model_max_length?',
  },
  matches(state) {
    const last = state.seen['validation-loss']?.last;
    if (last === undefined || Number.isFinite(last.notice.loss)) return undefined;
    return restingOn(last, {
      subject: 'validation',
      message: `The last validation loss is ${last.notice.loss}.`,
      because: 'It says nothing about the training loss, which is looked at by itself.',
      help: 'Look at the validation samples: answers that are cut away completely leave nothing to average.',
    });
  },
};
