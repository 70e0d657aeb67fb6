import { toType } from '../../../../findings/remedy.ts';
import { hasCapability, NEWEST } from '../../versions.ts';
import { defineCheck } from '../facts.ts';

/** The launcher takes only 1, 2, 4 or 8 visible GPUs. */
export const gpuCountUnsupported = defineCheck({
  id: 'gpu-count-unsupported',
  summary: 'The launcher takes only 1, 2, 4 or 8 visible GPUs.',
  severity: 'error',
  category: 'host',
  reads: ['gpus'],
  docs: {
    what: 'The number of visible GPUs is not 1, 2, 4 or 8.',
    why: 'cosmos-rl 0.4.4 and 0.4.7 assert it over the visible GPUs, even if the run needs fewer: `Number of GPUs per node must be 1, 2, 4, or 8` (launcher/utility.py:481). 0.2.6 and 0.3.9 do not.',
    fix: 'Set CUDA_VISIBLE_DEVICES so that 1, 2, 4 or 8 GPUs are visible.',
  },
  evaluate({ gpus }, { engine = NEWEST, gpus: needed = 1 }) {
    if (gpus.length === 0 || [1, 2, 4, 8].includes(gpus.length) || !hasCapability(engine, 'gpuCountAsserted'))
      return [];
    const count = [1, 2, 4, 8].find((size) => size >= needed && size <= gpus.length) ?? 1;
    const ids = gpus.slice(0, count).map((gpu) => gpu.index);
    return [
      {
        subject: 'CUDA_VISIBLE_DEVICES',
        message: `${gpus.length} GPUs are visible, and cosmos-rl ${engine} takes only 1, 2, 4 or 8.`,
        because: 'cosmos_rl/launcher/utility.py:481 asserts it, whatever the run needs.',
        remedy: toType(['export', `CUDA_VISIBLE_DEVICES=${ids.join(',')}`]),
        data: { visible: gpus.length },
      },
    ];
  },
});
