import { raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT = /Number of GPUs per node must be 1, 2, 4, or 8/;

/** The number of visible GPUs is not 1, 2, 4 or 8. */
export const gpuCountUnsupported: Symptom = {
  id: 'gpu-count-rejected',
  summary: 'The number of visible GPUs is not 1, 2, 4 or 8',
  severity: 'error',
  category: 'host',
  outcome: 'host',
  docs: {
    what: 'The launcher accepts only 1, 2, 4 or 8 visible GPUs, even if the run needs fewer.',
    why: 'Asserted in launcher/utility.py:481-486 (0.4.4 and 0.4.7); 3 and 6 fail.',
    fix: 'Set CUDA_VISIBLE_DEVICES to 1, 2, 4 or 8 of them.',
  },
  matches(state) {
    const found = raised(state, TEXT);
    if (found === undefined) return undefined;
    const count = state.seen.gpus?.last.notice.count;
    return restingOn(
      found,
      {
        subject: 'CUDA_VISIBLE_DEVICES',
        message: `${count === undefined ? 'The number of' : count} visible GPUs ${count === undefined ? 'is not one the launcher accepts' : 'are not a number the launcher accepts'}: 1, 2, 4 or 8.`,
        because: 'The launcher asserts it before anything starts (launcher/utility.py:481-486, 0.4.7).',
        help: 'Export CUDA_VISIBLE_DEVICES with as many GPUs as the run needs, for example CUDA_VISIBLE_DEVICES=0,1.',
      },
      { ...(count === undefined ? {} : { visible: count }) },
    );
  },
};
