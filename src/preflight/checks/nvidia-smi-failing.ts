import { toType } from '../../findings/remedy.ts';
import { defineHostCheck } from '../../host/check.ts';

/** nvidia-smi cannot answer, so the engine would see no GPU. */
export const nvidiaSmiFailing = defineHostCheck({
  id: 'nvidia-smi-failing',
  summary: 'nvidia-smi cannot answer, so the engine would see no GPU.',
  severity: 'error',
  category: 'host',
  reads: ['nvidiaSmi'],
  docs: {
    what: 'nvidia-smi ended with an error or did not answer in time.',
    why: 'A launcher that asks nvidia-smi for the GPUs takes an error for no GPU, and waits for an answer without a limit; one that does not ask finds the same driver.',
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
