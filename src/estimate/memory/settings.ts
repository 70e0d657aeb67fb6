/** What of a config decides GPU memory, as the engine will use it. */
import type { TomlTable } from '../../config/value.ts';
import { type EffectiveValues, effectiveValues } from '../../engine/cosmos-rl/effective.ts';
import { gpusNeeded } from '../../engine/cosmos-rl/placement.ts';
import type { CosmosRl } from '../../engine/cosmos-rl/versions.ts';

/** The settings of one run. */
export interface MemorySettings {
  /** Ranks that share weights, gradients and moments (dp_shard_size). */
  readonly shards: number;
  readonly gpus: number;
  /** Samples of one forward pass, and of one optimizer step, per data-parallel rank. */
  readonly miniBatch: number;
  readonly batch: number;
  /** Samples of one forward pass of a validation; absent where there is none. */
  readonly validationBatch?: number;
  /** Bytes of a master weight: 4 for float32, 2 for bfloat16. */
  readonly master: number;
  readonly checkpointing: boolean;
  readonly lora?: { readonly rank: number; readonly targets: readonly string[] | 'all-linear' };
  /** Both keys of the fused loss: it makes no logits (kernel/loss.py, 0.4.7). */
  readonly fusedLoss: boolean;
  /** What else is on that changes memory, in the words of the config; nothing measured covers it. */
  readonly others: readonly string[];
}

const SIZES = ['tp_size', 'cp_size', 'pp_size', 'dp_replicate_size'].map(
  (name) => `policy.parallelism.${name}`,
);
const SWITCHES = [
  'train.fsdp_offload',
  'train.activation_offload',
  'train.fp8.enable_fp8',
  'train.fp4.enable_fp4',
  'train.ema_enable',
];

function loraOf({ value, number }: EffectiveValues): MemorySettings['lora'] {
  if (typeof value('policy.lora') !== 'object' || value('policy.lora') === null) return undefined;
  const targets = value('policy.lora.target_modules');
  return {
    rank: number('policy.lora.r') ?? 8,
    targets: Array.isArray(targets) ? targets.map(String) : 'all-linear',
  };
}

function othersOf(values: EffectiveValues): readonly string[] {
  const { number, bool, value } = values;
  const optimizer = value('train.optm_name');
  return [
    ...SIZES.filter((key) => (number(key) ?? 1) > 1).map((key) => `${key}=${number(key)}`),
    ...SWITCHES.filter(bool),
    ...(bool('policy.enable_liger_kernel') && !bool('policy.enable_liger_fused_cross_entropy')
      ? ['policy.enable_liger_kernel alone']
      : []),
    ...(value('train.param_dtype') === 'bfloat16' || value('train.param_dtype') === undefined
      ? []
      : [`train.param_dtype=${value('train.param_dtype')}`]),
    ...(typeof optimizer === 'string' && !/^adamw?$/i.test(optimizer)
      ? [`train.optm_name=${optimizer}`]
      : []),
    ...['policy.freeze_pattern', 'policy.trainable_map'].filter((key) => {
      const found = value(key);
      return Array.isArray(found) ? found.length > 0 : typeof found === 'object' && found !== null;
    }),
  ];
}

/** The settings, or `undefined` where a size is no number that can be used. */
export function memorySettings(
  config: TomlTable,
  engine: Pick<CosmosRl, 'known'>,
): MemorySettings | undefined {
  const values = effectiveValues(config, engine);
  const batch = values.number('train.train_batch_per_replica');
  const miniBatch = values.number('train.train_policy.mini_batch');
  if (batch === undefined || miniBatch === undefined || batch < 1 || miniBatch < 1) return undefined;
  const lora = loraOf(values);
  const gpus = gpusNeeded(config);
  // policy/worker/sft_worker.py:717, 0.4.7: without a size of its own a validation takes the batch of a whole step at once.
  const validation = values.bool('validation.enable')
    ? (values.number('validation.batch_size') ?? batch)
    : undefined;
  return {
    gpus,
    shards: Math.max(1, values.number('policy.parallelism.dp_shard_size') ?? 1),
    miniBatch: Math.min(miniBatch, batch),
    batch,
    ...(validation === undefined || validation < 1 ? {} : { validationBatch: validation }),
    master: values.value('train.master_dtype') === 'bfloat16' ? 2 : 4,
    checkpointing: values.bool('policy.model_gradient_checkpointing'),
    ...(lora === undefined ? {} : { lora }),
    fusedLoss:
      values.bool('policy.enable_liger_kernel') && values.bool('policy.enable_liger_fused_cross_entropy'),
    others: othersOf(values),
  };
}
