import { restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

/** The last validation loss is NaN or infinite. */
export const validationNotFinite: Symptom = {
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
