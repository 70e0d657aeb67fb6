import { raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /Could not find nvidia-nccl-cu\* package directory|Could not locate libnccl\.so|COSMOS_NCCL_SO_PATH='[^']*' does not name|libnccl\.so\S*: cannot open shared object file/;

/** The NCCL library cannot be found. */
export const ncclMissing: Symptom = {
  id: 'nccl-missing',
  summary: 'The NCCL library cannot be found',
  severity: 'error',
  category: 'host',
  outcome: 'host',
  docs: {
    what: 'The engine looks for libnccl.so in the nvidia-nccl-cu* wheel and found none.',
    why: 'utils/pynccl.py: at import up to 0.4.4, at first use since 0.4.5; COSMOS_NCCL_SO_PATH overrides it since 0.4.5.',
    fix: 'Install the wheel that belongs to the CUDA of torch, for example nvidia-nccl-cu12.',
  },
  matches(state) {
    const found = raised(state, TEXT);
    if (found === undefined) return undefined;
    return restingOn(found, {
      subject: 'libnccl.so',
      message: 'The NCCL library of the Python environment cannot be found.',
      because: 'cosmos-rl loads libnccl.so from the nvidia-nccl-cu* wheel (utils/pynccl.py:76-115, 0.4.7).',
      help: 'Install it beside torch: pip install nvidia-nccl-cu12 (or cu13), or export COSMOS_NCCL_SO_PATH (0.4.5 and later).',
    });
  },
};
