import { restingOn, sighted } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /No GPUs available\. Please check your GPU configuration|Error detecting GPUs: (.*)|Error running nvidia-smi: (.*)|Warning: No GPUs detected|ProcessGroupNCCL is only supported with GPUs|Found no NVIDIA driver|No CUDA GPUs are available|NVIDIA driver on your system is too old|CUDA driver version is insufficient|no CUDA-capable device is detected|Torch not compiled with CUDA enabled|CUDA error: (?:system not yet initialized|no kernel image is available|invalid device ordinal)/;

/** No GPU, or no working driver. */
export const gpuMissing: Symptom = {
  id: 'gpu-missing',
  summary: 'No GPU can be used',
  severity: 'error',
  category: 'host',
  outcome: 'host',
  clue: TEXT,
  docs: {
    what: 'The launcher found no GPU, or a worker could not use one.',
    why: 'The launcher counts GPUs with nvidia-smi (launcher/utility.py:52-83, 0.2.6 to 0.4.7) and ends with 1; a worker without CUDA dies before it registers, and cosmos-rl hangs.',
    fix: 'Check nvidia-smi in the same environment, CUDA_VISIBLE_DEVICES, and that the container was started with GPUs (docker run --gpus all).',
  },
  matches(state) {
    const found = sighted(state, 'gpu-missing', TEXT);
    if (found === undefined) return undefined;
    return restingOn(found, {
      subject: 'gpu',
      message: /nvidia-smi/.test(found.text)
        ? 'No GPU was found: nvidia-smi could not be run.'
        : 'No GPU can be used on this machine.',
      because: 'Training needs at least one CUDA device (launcher/utility.py:52-83, 0.4.7).',
      help: 'Run nvidia-smi here; in a container add --gpus all; unset an empty CUDA_VISIBLE_DEVICES.',
    });
  },
};
