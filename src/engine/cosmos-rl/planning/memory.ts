/** Bytes of one GPU in each phase of an SFT run, from sizes alone (0.4.7, fitted to runs on H200). */
import type { MemoryFormula, MemoryPhase, PhaseMemory } from '../../sizing.ts';
import { activations, adapterParameters } from '../../torch/transformer-bytes.ts';

/** bf16 logits (2), their fp32 copy (4), log-softmax (4) and gradient (4): the token loss without the fused kernel. */
const LOGIT_BYTES = 14;
/**
 * Of a validation: bf16 logits, their copy without the last token (2 each), float32 copy and log-softmax (4 each); the float32
 * copy is the 72 GiB that 32 samples of 2B did not get on an H200 (llm_trainer/sft_trainer.py:80-93, kernel/loss.py:138, 0.4.7).
 */
const VALIDATION_LOGIT_BYTES = 12;
/** The logits that the model's output still holds in the optimizer's step. */
const KEPT_LOGIT_BYTES = 2;

function phase(name: MemoryPhase, terms: PhaseMemory['terms']): PhaseMemory {
  return { phase: name, terms, bytes: Object.values(terms).reduce((sum, bytes) => sum + bytes, 0) };
}

/** The phases of a run; the largest decides. */
export const memoryPhases: MemoryFormula = (s, run, longest, constants) => {
  const { master, shards: g, lora } = run;
  const weights = (master * s.parameters) / g;
  const embedding = s.vocabulary * s.hidden;
  const matrices = s.tied ? 1 : 2;
  const tokens = run.miniBatch * longest.tokens;
  const logits = run.fusedLoss ? 0 : s.vocabulary * tokens;
  const adapter = lora === undefined ? undefined : adapterParameters(s, lora) / g;
  const trained = adapter === undefined ? weights : master * adapter;
  // Gradients of earlier mini-batches are there when the next one's loss is computed.
  const accumulated = run.batch > run.miniBatch ? trained : 0;
  return [
    phase('load', {
      weights,
      'source weights': (2 * s.parameters) / g,
      // A tied head is made a second time, in both dtypes; else the largest tensor is there twice.
      embedding: s.tied ? (master + 2) * embedding : 2 * embedding,
    }),
    phase('loss', {
      weights: adapter === undefined ? weights : weights + trained,
      gradients: accumulated,
      moments: 2 * trained,
      embedding: 2 * matrices * embedding,
      logits: LOGIT_BYTES * logits,
      activations: activations(s, run, longest),
    }),
    phase('optimizer step', {
      weights: adapter === undefined ? weights : weights + trained,
      // Of bfloat16 weights the gradients are reduced in float32 (train.fsdp_reduce_dtype).
      gradients: adapter === undefined ? (4 * s.parameters) / g : 4 * adapter,
      moments: 2 * trained,
      embedding: master === 4 ? 4 * matrices * embedding : 0,
      logits: KEPT_LOGIT_BYTES * logits,
      buffers: master === 4 ? constants.stepBytes : 0,
    }),
    ...(run.validationBatch === undefined || run.fusedLoss
      ? []
      : [
          phase('validation', {
            weights: adapter === undefined ? weights : weights + trained,
            moments: 2 * trained,
            logits: VALIDATION_LOGIT_BYTES * s.vocabulary * run.validationBatch * longest.tokens,
          }),
        ]),
  ];
};
