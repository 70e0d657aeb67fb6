import { restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

/** The loss was not finite for a while and recovered. */
export const lossSpike: Symptom = {
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
