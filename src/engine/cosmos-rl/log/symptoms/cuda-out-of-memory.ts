import { raised, restingOn } from '../evidence.ts';
import type { Symptom } from '../symptom.ts';

const TEXT =
  /(?:OutOfMemoryError: )?(?:CUDA out of memory\. Tried to allocate ([\d.]+ [KMG]iB)|CUDA error: out of memory|CUDA out of memory|CUBLAS_STATUS_ALLOC_FAILED|OutOfMemoryError)/;

/** CUDA out of memory on any rank. */
export const cudaOutOfMemory: Symptom = {
  id: 'cuda-out-of-memory',
  summary: 'A rank ran out of GPU memory',
  severity: 'error',
  category: 'run',
  outcome: 'out-of-gpu-memory',
  docs: {
    what: 'A worker could not allocate memory on its GPU, and the run ended there.',
    why: 'cosmos-rl 0.4.7 exits 0 if it was rank 0 and 1 after about 300 s otherwise (seen on two GPUs); only the log tells.',
    fix: 'Use smaller micro-batches (train.train_policy.mini_batch), fewer or smaller video frames, gradient checkpointing (policy.model_gradient_checkpointing = true), more GPUs (policy.parallelism.dp_shard_size), or LoRA.',
  },
  matches(state) {
    const found = raised(state, TEXT);
    if (found === undefined) return undefined;
    const wanted = found.match[1];
    const total = /total capacity of ([\d.]+ [KMG]iB)/.exec(found.text)?.[1];
    const step = state.seen.step?.last.notice.step;
    const where = step === undefined ? 'before the first step ended' : `after step ${step}`;
    return restingOn(
      found,
      {
        message: `The GPU of rank ${found.rank ?? 0} ran out of memory ${where}${wanted === undefined ? '' : `: ${wanted} more did not fit`}${total === undefined ? '' : ` (capacity ${total})`}.`,
        because:
          'Each rank holds its share of the weights, gradients and optimizer states, and the activations of one micro-batch.',
        help: 'Try train.train_policy.mini_batch=1 and policy.model_gradient_checkpointing=true; then fewer video frames or smaller pixels; then a larger policy.parallelism.dp_shard_size, or LoRA.',
      },
      { ...(wanted === undefined ? {} : { wanted }), ...(total === undefined ? {} : { capacity: total }) },
    );
  },
};
