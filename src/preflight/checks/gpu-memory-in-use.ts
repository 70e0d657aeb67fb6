import { note, toType } from '../../findings/remedy.ts';
import { defineHostCheck } from '../../host/check.ts';

/** Another process holds memory of a GPU that the run would use. */
export const gpuMemoryInUse = defineHostCheck({
  id: 'gpu-memory-in-use',
  summary: 'Another process holds memory of a GPU that the run would use.',
  severity: 'warning',
  category: 'host',
  reads: ['gpus'],
  docs: {
    what: 'A GPU has more than 1 GiB, or more than a tenth of its memory, in use before the launch; with more than half in use it is an error when a run is to start on it.',
    why: 'The engine neither looks for free memory nor waits: the run ends out of memory in its first steps, and on 0.4.7 with exit code 0 (seen). Small runs can share a GPU on purpose, so less than half is only a warning.',
    fix: 'Find the process with `nvidia-smi` and end it, or choose other GPUs with CUDA_VISIBLE_DEVICES.',
  },
  evaluate({ gpus }, { gpus: needed }) {
    // Launchers give a run the first visible GPUs, so only those matter.
    return gpus.slice(0, needed ?? gpus.length).flatMap((gpu) => {
      const { index, name, memoryUsedMiB: used, memoryTotalMiB: total } = gpu;
      if (used <= 1024 && used <= total / 10) return [];
      const severity = needed !== undefined && used > total / 2 ? 'error' : 'warning';
      return [
        {
          subject: `GPU ${index}`,
          severity,
          message: `GPU ${index} (${name}) already has ${used} of ${total} MiB in use.`,
          remedy: [
            toType(['nvidia-smi'], 'find its process with {}'),
            note('choose other GPUs with CUDA_VISIBLE_DEVICES'),
          ],
          data: { index, memoryUsedMiB: used, memoryTotalMiB: total },
        } as const,
      ];
    });
  },
});
