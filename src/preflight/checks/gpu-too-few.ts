import { plural } from '../../findings/amounts.ts';
import { note, toSet } from '../../findings/remedy.ts';
import { defineHostCheck } from '../../host/check.ts';

/** The run needs more GPUs than are visible. */
export const gpuTooFew = defineHostCheck({
  id: 'gpu-too-few',
  summary: 'The run needs more GPUs than are visible.',
  severity: 'error',
  category: 'host',
  reads: ['gpus'],
  docs: {
    what: 'The product of the parallel sizes, times the replicas, is larger than the number of visible GPUs.',
    why: 'No launcher says so: one ends with a text about other things (`Replica with GPUs larger than 8 occurs but not on Lepton job`) or waits for the missing ones without an end, another starts every worker, and those without a GPU die (`invalid device ordinal`).',
    fix: 'Lower the number of GPUs of the run (`--gpus`), or run where there are enough GPUs.',
  },
  evaluate({ gpus }, { gpus: needed, holds = () => undefined }, { keys }) {
    if (needed === undefined || gpus.length === 0 || gpus.length >= needed) return [];
    const fits = keys?.fewerGpus?.(gpus.length, needed, holds);
    return [
      {
        subject: 'GPUs',
        message: `The run needs ${needed} GPUs, but ${plural(gpus.length, 'is', 'are')} visible.`,
        remedy: [...(fits === undefined ? [] : [toSet(fits)]), note(`run where ${needed} GPUs are visible`)],
        data: { needed, visible: gpus.length },
      },
    ];
  },
});
