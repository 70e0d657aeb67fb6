import { note } from '../../findings/remedy.ts';
import { defineHostCheck } from '../../host/check.ts';

/** There is no visible GPU. */
export const gpuNone = defineHostCheck({
  id: 'gpu-none',
  summary: 'There is no visible GPU.',
  severity: 'error',
  category: 'host',
  reads: ['gpus', 'nvidiaSmi'],
  docs: {
    what: 'nvidia-smi is not there, lists no GPU, or CUDA_VISIBLE_DEVICES hides all of them.',
    why: 'The launcher ends at its start (`RuntimeError: No GPUs available.`), or every worker does.',
    fix: 'Run on a machine with an NVIDIA GPU, or mend CUDA_VISIBLE_DEVICES.',
  },
  evaluate: ({ gpus, nvidiaSmi }) =>
    gpus.length > 0
      ? []
      : [
          {
            subject: 'GPUs',
            message: `No GPU is visible: ${nvidiaSmi.detail}.`,
            remedy: note('run on a machine with an NVIDIA GPU; if there is one, check CUDA_VISIBLE_DEVICES'),
            data: { detail: nvidiaSmi.detail },
          },
        ],
});
