import type { Remedy } from '../../findings/remedy.ts';
import { defineHostCheck, type MemoryNeed } from '../../host/check.ts';

/** CUDA's own memory of a process, GiB: 0.5 to 0.9 was seen. */
const CONTEXT = { least: 0.5, most: 0.9 };
const one = (gib: number) => gib.toFixed(1);

const LARGER: Remedy = { kind: 'note', text: 'Run on more GPUs, or on GPUs with more memory.' };

/** Those that fit, the first three; else the two that help most. */
function chosen(remedies: MemoryNeed['remedies'], gpuGiB: number): readonly Remedy[] {
  const fitting = remedies.filter(({ highGiB }) => highGiB + CONTEXT.most <= gpuGiB);
  const best = [...remedies].sort((a, b) => a.highGiB - b.highGiB).slice(0, 2);
  return (fitting.length > 0 ? fitting.slice(0, 3) : best).map(({ remedy, reservedGiB, costs }) =>
    remedy.kind === 'note' ? remedy : { ...remedy, text: `{} (about ${one(reservedGiB)} GiB; ${costs})` },
  );
}

/** The run needs more memory than a GPU has. */
export const gpuMemoryTooSmall = defineHostCheck({
  id: 'gpu-memory-too-small',
  summary: 'The run needs more memory than a GPU has, or may.',
  severity: 'error',
  category: 'host',
  reads: ['gpus'],
  docs: {
    what: 'The peak that is estimated from the shapes of the model, the config and the longest sample is larger than the memory of a GPU. It is an error where even the low end of the estimate is larger, and a warning where only the high end is.',
    why: 'The engine looks for no memory before it starts: after a minute or two of loading it ends in its first steps, on 0.4.7 often with exit code 0, or later, when the longest sample is drawn (seen). Method and errors: docs/estimates.md.',
    fix: 'Take one of the remedies that are named with their predicted peak, `sft --fit` takes the largest mini-batch that fits, or run on more or larger GPUs; `rehearse` measures.',
  },
  evaluate({ gpus }, { gpus: needed, memory }) {
    if (memory === undefined || gpus.length === 0) return [];
    const least = gpus
      .slice(0, needed ?? gpus.length)
      .reduce((a, b) => (b.memoryTotalMiB < a.memoryTotalMiB ? b : a));
    const total = least.memoryTotalMiB / 1024;
    const certain = memory.allocatedGiB.low + CONTEXT.least > total;
    if (!certain && memory.reservedGiB.high + CONTEXT.most <= total) return [];
    const remedy = chosen(memory.remedies, total);
    const { allocatedGiB, reservedGiB, phase, term, from } = memory;
    const range = `${one(allocatedGiB.low)} to ${one(reservedGiB.high)} GiB`;
    return [
      {
        subject: `GPU ${least.index}`,
        severity: certain ? 'error' : 'warning',
        message: certain
          ? `The run needs ${range} of each GPU, and GPU ${least.index} (${least.name}) has ${one(total)}.`
          : `The run may need up to ${one(reservedGiB.high)} GiB of each GPU (${range}), and GPU ${least.index} (${least.name}) has ${one(total)}.`,
        because: `The peak is in the phase "${phase}", and its largest part is ${term}; the longest sample is told by ${from}.`,
        remedy: remedy.length === 0 ? LARGER : remedy,
        data: { index: least.index, gpuGiB: total, allocatedGiB, reservedGiB, phase, term },
      },
    ];
  },
});
