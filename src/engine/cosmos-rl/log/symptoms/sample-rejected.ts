import { brief, exceptions, failed, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

/** A sample failed in all its attempts, for a reason that no other symptom names. */
export const sampleRejected: Symptom = {
  id: 'sample-rejected',
  summary: 'A sample failed in every attempt',
  severity: 'error',
  category: 'data',
  outcome: 'data',
  docs: {
    what: 'Processing one sample raised the same error in every attempt, and that ended the run.',
    why: '0.4.x retries the same index 50 times and then raises (policy/worker/sft_worker.py:95-152).',
    fix: 'Look at the first attempt in the log: it names the error and the messages of the sample.',
  },
  matches(state) {
    const retry = state.seen['sample-retry']?.first;
    const { worst, of } = state.retries;
    if (retry === undefined || !failed(state)) return undefined;
    const message = retry.notice.message;
    const again = exceptions(state).some((one) => message !== '' && one.text.includes(message.slice(0, 80)));
    if (worst < of && !again) return undefined;
    return restingOn(
      retry,
      {
        subject: 'dataset',
        message: `A sample failed ${worst} of ${of} attempts: ${brief(message)}.`,
        because:
          'The engine retries the same sample and never skips it (policy/worker/sft_worker.py, 0.4.x).',
        help: 'Repair or leave out the sample that the lines after the first attempt show; `cookbook-run sft --preset NAME --dataset DIR --dry-run` looks at all of them.',
      },
      { attempts: worst },
    );
  },
};
