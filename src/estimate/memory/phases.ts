/** Bytes of one GPU in each phase of a run, term by term, from sizes alone. Method and sources: docs/estimates.md. */
import type { RunSizes } from '../../engine/sizing.ts';
import type { ModelShape } from './shape.ts';

/** The longest sample: its tokens and the patches of its media. */
export interface Longest {
  readonly tokens: number;
  readonly patches: number;
}

/** Fitted by scripts/fit-memory.mjs; everything else follows from sizes and dtypes. */
export interface Constants {
  /** Bytes beside all tensors in the optimizer's step: buffers of NCCL and cuBLAS, of the grad norm. */
  readonly stepBytes: number;
  /** Bytes that the allocator reserves beside what it was asked for. */
  readonly reservedBytes: number;
}

export type MemoryPhase = 'load' | 'loss' | 'optimizer step' | 'validation';
export type Term =
  | 'weights'
  | 'gradients'
  | 'moments'
  | 'source weights'
  | 'embedding'
  | 'logits'
  | 'activations'
  | 'buffers';

/** One phase: its terms in bytes, and their sum. */
export interface PhaseMemory {
  readonly phase: MemoryPhase;
  readonly terms: Readonly<Partial<Record<Term, number>>>;
  readonly bytes: number;
}

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

/** Output and input widths of the linear layers of one decoder layer. */
function linears(s: ModelShape): Readonly<Record<string, number>> {
  return {
    q_proj: s.hidden + s.queries,
    k_proj: s.hidden + s.keys,
    v_proj: s.hidden + s.keys,
    o_proj: s.queries + s.hidden,
    gate_proj: s.hidden + s.mlp,
    up_proj: s.hidden + s.mlp,
    down_proj: s.mlp + s.hidden,
  };
}

/** Parameters that a LoRA adapter adds to the language model. */
function adapterParameters(s: ModelShape, lora: NonNullable<RunSizes['lora']>): number {
  const widths = Object.entries(linears(s))
    .filter(([name]) => lora.targets === 'all-linear' || lora.targets.some((one) => one.endsWith(name)))
    .map(([, width]) => width);
  return lora.rank * s.layers * widths.reduce((sum, width) => sum + width, 0);
}

/**
 * Bytes that one token of one decoder layer leaves for the backward pass (modeling_qwen3_vl.py, transformers 4.57.6, SDPA):
 * two RMSNorms (fp32 input, bf16 result twice), those of queries and keys, their rotated copies, values, repeated keys and
 * values, the attention's output twice, gate, up, activation and product of the MLP.
 */
function layerBytes(s: ModelShape): number {
  const norms = 2 * 8 * s.hidden;
  const attention =
    (s.normsQueries ? 8 : 2) * (s.queries + s.keys) + 2 * s.keys + 4 * s.queries + 4 * s.queries;
  return norms + attention + 8 * s.mlp;
}

/** The same of one patch in one block of the vision tower: two LayerNorms, qkv, rotated fp32 copies, output, MLP. */
function blockBytes({ vision: { width, mlp } }: ModelShape): number {
  return 8 * width + 22 * width + 4 * mlp;
}

/** With checkpointing, only the input of each layer and block is kept. */
function activations(s: ModelShape, { checkpointing, miniBatch }: RunSizes, longest: Longest): number {
  const tokens = miniBatch * longest.tokens;
  const patches = miniBatch * longest.patches;
  const inner = checkpointing
    ? 2 * s.hidden * s.layers * tokens + 2 * s.vision.width * s.vision.depth * patches
    : layerBytes(s) * s.layers * tokens + blockBytes(s) * s.vision.depth * patches;
  return inner + 4 * s.vision.pixels * patches;
}

/** The phases of a run; the largest decides. */
export function phasesOf(
  s: ModelShape,
  run: RunSizes,
  longest: Longest,
  constants: Constants,
): readonly PhaseMemory[] {
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
}
