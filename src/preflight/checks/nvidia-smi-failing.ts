import { toType } from '../../findings/remedy.ts';
import { defineCheck } from '../../host/check.ts';

/** nvidia-smi cannot answer, so the engine would see no GPU. */
export const nvidiaSmiFailing = defineCheck({
  id: 'nvidia-smi-failing',
  summary: 'nvidia-smi cannot answer, so the engine would see no GPU.',
  severity: 'error',
  category: 'host',
  reads: ['nvidiaSmi'],
  docs: {
    what: 'nvidia-smi ended with an error or did not answer in time.',
    why: 'The launcher asks nvidia-smi for the GPUs (launcher/utility.py:53-85, 0.4.7): an error counts as no GPU, and it waits for an answer without a limit.',
    fix: 'Type `nvidia-smi`; when it fails or hangs, the driver needs the administrator (a reboot, or a driver that fits the kernel). Check CUDA_VISIBLE_DEVICES too.',
  },
  evaluate({ nvidiaSmi: { outcome, detail } }) {
    if (outcome === 'answered' || outcome === 'absent') return [];
    return [
      {
        subject: 'nvidia-smi',
        message:
          outcome === 'failed'
            ? `nvidia-smi failed, so the engine would see no GPU: ${detail}`
            : `nvidia-smi hangs: ${detail}`,
        remedy: toType(['nvidia-smi'], 'see the error with {}, then mend the driver or CUDA_VISIBLE_DEVICES'),
        data: { outcome, detail },
      },
    ];
  },
});
