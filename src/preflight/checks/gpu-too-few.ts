import { defineCheck } from '../check.ts';

/** The run needs more GPUs than are visible. */
export const gpuTooFew = defineCheck({
  id: 'gpu-too-few',
  summary: 'The run needs more GPUs than are visible.',
  severity: 'error',
  category: 'host',
  reads: ['gpus'],
  docs: {
    what: 'The product of the parallel sizes, times the replicas, is larger than the number of visible GPUs.',
    why: 'The launcher ends with `Replica with GPUs larger than 8 occurs but not on Lepton job` (launcher/utility.py:270, 0.4.7), a text that misleads; with several replicas it waits for the missing ones without an end.',
    fix: 'Lower `policy.parallelism.dp_shard_size`, or run where there are enough GPUs.',
  },
  evaluate({ gpus }, { gpus: needed }) {
    if (needed === undefined || gpus.length === 0 || gpus.length >= needed) return [];
    return [
      {
        subject: 'GPUs',
        message: `The run needs ${needed} GPUs, but ${gpus.length} ${gpus.length === 1 ? 'is' : 'are'} visible.`,
        help: `Set policy.parallelism.dp_shard_size=${gpus.length}, or run where ${needed} GPUs are visible.`,
        data: { needed, visible: gpus.length },
      },
    ];
  },
});
