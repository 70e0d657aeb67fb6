import { note } from '../../findings/remedy.ts';
import { defineCheck } from '../../host/check.ts';

/** There is no visible GPU. */
export const gpuNone = defineCheck({
  id: 'gpu-none',
  summary: 'There is no visible GPU.',
  severity: 'error',
  category: 'host',
  reads: ['gpus', 'nvidiaSmi'],
  docs: {
    what: 'nvidia-smi is not there, lists no GPU, or CUDA_VISIBLE_DEVICES hides all of them.',
    why: 'The launcher ends with `RuntimeError: No GPUs available.` (launcher/launch_all.py, 0.4.7).',
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
