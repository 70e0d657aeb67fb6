/** Settings that the engine takes and then cannot carry out. */
import { symptomsOf } from '../../../torch/log/told.ts';

const PLAIN_RUN = '`cookbook-run check FILE`';

/** In order: the narrower text first. */
export const SETTINGS = symptomsOf([
  {
    id: 'batch-rejected',
    summary: 'The batch size does not divide as the engine wants it',
    outcome: 'config',
    subject: 'train.train_batch_per_replica',
    because:
      'Asserted in every worker before it registers: the controller never hears of it, and cosmos-rl hangs for ever (seen).',
    source:
      'policy/worker/base.py:173, 0.4.7; :114, 0.4.4; multi_replica_sft_worker.py:448; gpt/parallelize.py:129-190',
    forms: [
      {
        text: /(train_batch_per_replica\(\d+\)[^\n]* must be divisible by[^\n]*|(?:batch|mini_batch|validation\.batch_size)[^\n]*(?:must be divisible by|is not divisible by|% \S+ == 0)[^\n]*)/,
        says: '{}.',
        help: 'Choose train.train_policy.mini_batch so that it divides train.train_batch_per_replica.',
      },
    ],
  },
  {
    id: 'parallelism-invalid',
    summary: 'The parallel dimensions do not fit together, or not with this model',
    outcome: 'config',
    subject: 'policy.parallelism',
    because:
      'Checked by every worker when it builds its device mesh, before it registers: then cosmos-rl hangs. tp_size defaults to 2 in the engine and to 1 in the launcher: leaving it out is enough.',
    source: 'utils/parallelism.py:142-209, hf_models/parallelize.py:53, tp_plans.py:230, 0.4.4 and 0.4.7',
    forms: [
      {
        text: /(Invalid parallel dims: [^\n]*|dp_replicate must be 1 when pp > 1[^\n]*|(?:tp|dp_shard_with_ep) must be 1 when [^\n]*|dp_shard of size [^\n]*|WORLD_SIZE\(\d+\) is not a multiple of [^\n]*|(?:Context|Pipeline) [Pp]arallel(?:ism)? is not supported for HFModel|Unsupported model class\([^\n]*for TP[^\n]*|num_(?:attention|key_value)_heads[^\n]*divisible[^\n]*|[Nn]umber of (?:attention|key[ /]value|kv) heads[^\n]*divisible[^\n]*|DDP has not supported > 1D parallelism)/,
        says: 'The parallel dimensions do not fit: {}.',
        help: 'Write every size under [policy.parallelism]; dp_replicate_size × dp_shard_size × cp_size × tp_size × pp_size is the number of GPUs of one replica.',
      },
    ],
  },
  {
    id: 'setting-unsupported',
    summary: 'A setting that the engine rejects only when it uses it',
    outcome: 'config',
    subject: 'config',
    because: 'The worker raises when it uses the setting; Config does not check it.',
    source:
      'worker/base.py:112; trainer/optm/__init__.py:344, 389, 606; model/base.py:337, 665; kernel/loss.py:100; lora/plugin.py:209, 325; llm_trainer.py:569, 0.4.7',
    forms: [
      {
        text: /(Trainer \S+ is not supported\.|optm_lr[^\n]*|Optimizer \S+ (?:not supported|is not implemented)[^\n]*|[Uu]nsupported optm?[^\n]*|Unknown decay type[^\n]*|trainable_map[^\n]*|target_modules[^\n]*|Target modules [^\n]* not found[^\n]*|No (?:LoRA )?(?:target )?modules? (?:matched|found)[^\n]*|enable_liger_kernel[^\n]*|LoRA[^\n]*pipeline[^\n]*|Unsupported dtype: [^\n]*|does not support an attention implementation[^\n]*|FlashAttention only supports? fp16 and bf16[^\n]*)/,
        says: 'The engine cannot carry out a setting: {}.',
        help: `Correct the setting; ${PLAIN_RUN} knows most of them.`,
      },
    ],
  },
  {
    id: 'training-boundary-rejected',
    summary: 'The controller refused a training step of this parallel layout',
    outcome: 'failed',
    subject: 'policy.parallelism.dp_replicate_size',
    because:
      'Since 0.4.7 rank 0 asks the controller before each step; with dp_replicate_size = 2 in one replica it is refused at the first (seen).',
    source: 'dispatcher/step_boundary.py:27, 0.4.7',
    forms: [
      {
        text: /(Training boundary rejected[^\n]*|Invalid training boundary participant or step|Invalid final checkpoint acknowledgement|Completion does not match the agreed stop boundary|No agreed training boundary for completion)/,
        says: 'The controller refused a training step: {}.',
        help: 'Set `policy.parallelism.dp_replicate_size=1` and a larger dp_shard_size.',
      },
    ],
  },
  {
    id: 'fps-and-nframes',
    summary: 'Both fps and nframes are set for the frames of a clip',
    outcome: 'config',
    subject: 'custom.vision',
    because:
      'qwen-vl-utils takes one of them, and falls back to the reader of torchvision, which is gone since 0.25: what it says then hides the cause.',
    source: 'qwen-vl-utils vision_process.py, smart_nframes',
    printed: true,
    forms: [
      {
        text: /(Only accept either `?fps`? or `?nframes`?|`?num_frames`?[^\n]*`?fps`?[^\n]*mutually exclusive[^\n]*|`?fps`?[^\n]*`?n(?:um_)?frames`?[^\n]*mutually exclusive[^\n]*)/,
        says: 'Both fps and nframes are set for the frames of a clip: {}.',
        help: 'Remove one of them from [custom.vision]: `~custom.vision.fps` or `~custom.vision.nframes`',
      },
    ],
  },
  {
    id: 'compile-failed',
    summary: 'torch.compile could not compile the model',
    outcome: 'config',
    subject: 'train.compile',
    because: 'train.compile is true by default; what it cannot compile fails at the first step, each time.',
    source: 'torch 2.11 torch/_dynamo/exc.py, torch/_inductor/exc.py',
    forms: [
      {
        text: /((?:BackendCompilerFailed|InductorError|TorchRuntimeError|LoweringException|CompilationError|FailOnRecompileLimitHit)[^\n]*)/,
        says: 'The model could not be compiled: {}.',
        help: 'Set `train.compile=false`.',
      },
    ],
  },
]);
