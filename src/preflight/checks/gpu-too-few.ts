import { note, toSet } from '../../findings/remedy.ts';
import { defineCheck } from '../../host/check.ts';

const SHARD = 'policy.parallelism.dp_shard_size';

/** Shards that go on `visible` GPUs with the other sizes as they are; the launcher takes 1, 2, 4 or 8 GPUs. */
function shardsFor(visible: number, needed: number, shards: number): number | undefined {
  const others = needed / Math.max(1, shards);
  const most = [8, 4, 2, 1].find((size) => size <= visible) ?? 1;
  return Number.isInteger(others) && most % others === 0 ? most / others : undefined;
}

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
  evaluate({ gpus }, { gpus: needed, holds }) {
    if (needed === undefined || gpus.length === 0 || gpus.length >= needed) return [];
    const fits = shardsFor(gpus.length, needed, Number(holds?.(SHARD) ?? needed));
    return [
      {
        subject: 'GPUs',
        message: `The run needs ${needed} GPUs, but ${gpus.length} ${gpus.length === 1 ? 'is' : 'are'} visible.`,
        remedy: [
          ...(fits === undefined ? [] : [toSet({ [SHARD]: BigInt(fits) })]),
          note(`run where ${needed} GPUs are visible`),
        ],
        data: { needed, visible: gpus.length },
      },
    ];
  },
});
