/** Memory of the GPUs. */
import type { Remedy } from '../../../../findings/remedy.ts';
import { raised, restingOn } from '../../../torch/log/evidence.ts';
import { isFragment } from '../../../torch/log/fragment.ts';
import { CUDA_OUT_OF_MEMORY } from '../../../torch/symptoms/kinds.ts';
import type { LoadedConfig } from '../line-event.ts';
import type { OwnSymptom } from '../own-symptom.ts';

const TEXT =
  /CUDA out of memory|CUDA error: out of memory|Cuda failure \d* ?'out of memory'|CUBLAS_STATUS_ALLOC_FAILED|CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate|CUDNN_STATUS_ALLOC_FAILED|cudaErrorMemoryAllocation|(?:torch|cuda)\.OutOfMemoryError/;

const SHORTER_SAMPLES: Remedy = {
  kind: 'note',
  text: 'shorten the samples: fewer frames or smaller pixels in [custom.vision], a smaller policy.model_max_length',
};

/** What needs less memory and is not set yet, the cheapest first. */
function remediesFor(settings: LoadedConfig): readonly Remedy[] {
  const { miniBatch, gradientCheckpointing, lora, dataRanks = 1 } = settings;
  const remedies: Remedy[] = [];
  if (miniBatch === undefined)
    remedies.push({
      kind: 'note',
      text: 'Where they are not set: train.train_policy.mini_batch=1 and policy.model_gradient_checkpointing=true',
    });
  if (miniBatch !== undefined && miniBatch > 1)
    remedies.push({ kind: 'override', set: { 'train.train_policy.mini_batch': 1n } });
  if (gradientCheckpointing === false)
    remedies.push({ kind: 'override', set: { 'policy.model_gradient_checkpointing': true } });
  remedies.push(SHORTER_SAMPLES);
  remedies.push({
    kind: 'override',
    set: { 'policy.parallelism.dp_shard_size': BigInt(dataRanks * 2) },
    text: `share the states among more GPUs with {}`,
  });
  if (lora !== true) remedies.push({ kind: 'note', text: 'train a LoRA adapter: add `--lora r=16` to sft' });
  return remedies;
}

/**
 * What a validation needs less memory with: its batch is one forward pass, of as many samples as a whole step of training where
 * `validation.batch_size` is not set (policy/worker/sft_worker.py:717, 0.4.7), and its loss makes a float32 copy of the logits.
 */
function validationRemedies({ validationBatch, batch, miniBatch }: LoadedConfig): readonly Remedy[] {
  const now = validationBatch ?? batch;
  const next = now !== undefined && miniBatch !== undefined && miniBatch < now ? miniBatch : 1;
  return now === 1
    ? [SHORTER_SAMPLES]
    : [{ kind: 'override', set: { 'validation.batch_size': BigInt(next) } }, SHORTER_SAMPLES];
}

/** Whether a validation had begun and not ended: its line is the last sign of life. */
function validating(state: Parameters<OwnSymptom['matches']>[0], line: number): boolean {
  const { step, 'validation-start': begun, 'validation-loss': ended } = state.seen;
  const at = begun?.last.line ?? 0;
  return at > 0 && at < line && at > (ended?.last.line ?? 0) && at > (step?.last.line ?? 0);
}

/** CUDA out of memory on any rank. */
export const cudaOutOfMemory: OwnSymptom = {
  ...CUDA_OUT_OF_MEMORY,
  matches(state, settings) {
    const found = raised(state, TEXT);
    if (found === undefined) return undefined;
    const wanted = /Tried to allocate ([\d.]+ [KMG]iB)/.exec(found.text)?.[1];
    const total = /total capacity of ([\d.]+ [KMG]iB)/.exec(found.text)?.[1];
    const step = state.seen.step?.last.notice.step;
    const early = isFragment(state) ? '' : ' before the first step ended';
    const inValidation = validating(state, found.line);
    const where =
      step === undefined ? early : ` ${inValidation ? 'in the validation ' : ''}after step ${step}`;
    return restingOn(
      found,
      {
        message: `The GPU of rank ${found.rank ?? 0} ran out of memory${where}${wanted === undefined ? '' : `: ${wanted} more did not fit`}${total === undefined ? '' : ` (capacity ${total})`}.`,
        because: inValidation
          ? 'A validation takes its whole batch in one forward pass, train_batch_per_replica samples where validation.batch_size is not set, and its loss makes a float32 copy of all their logits; micro-batches are of training only.'
          : 'Each rank holds its share of the weights, gradients and optimizer states, and the activations of one micro-batch.',
        remedy: inValidation ? validationRemedies(settings) : remediesFor(settings),
      },
      { ...(wanted === undefined ? {} : { wanted }), ...(total === undefined ? {} : { capacity: total }) },
    );
  },
};
