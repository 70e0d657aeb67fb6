import { restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

/** The loss became NaN or infinite and stayed so. */
export const lossNotFinite: Symptom = {
  id: 'loss-not-finite',
  summary: 'The loss is NaN or infinite',
  severity: 'error',
  category: 'run',
  outcome: 'loss-not-finite',
  docs: {
    what: 'The loss of the last step is not a finite number, so the weights that were saved are worthless.',
    why: 'The SFT loop has no guard: 0.4.7 trains on to the last step, exports and exits 0 (policy/trainer/llm_trainer/sft_trainer.py, seen).',
    fix: 'Lower train.optm_lr, use warm-up and train.optm_grad_norm_clip = 1.0, and look at the samples around the first bad step. Do not use the export.',
  },
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
        help: `Lower train.optm_lr and set train.optm_grad_norm_clip=1.0; checkpoints ${before < 1 ? 'of this run' : `after step ${before}`} are not usable.`,
      },
      { step: first.step, loss: String(first.loss) },
    );
  },
};
