/** What of a config decides GPU memory, as cosmos-rl will use it, and the settings of a run of other sizes. */
import type { TomlTable, TomlValue } from '../../../config/value.ts';
import type { RunSizes } from '../../sizing.ts';
import { type EffectiveValues, effectiveValues } from '../effective.ts';
import { gpusNeeded } from '../placement.ts';
import type { CosmosRl } from '../versions.ts';

const BATCH = 'train.train_batch_per_replica';
const MINI_BATCH = 'train.train_policy.mini_batch';
const SHARDS = 'policy.parallelism.dp_shard_size';
const MASTER = 'train.master_dtype';
const CHECKPOINTING = 'policy.model_gradient_checkpointing';
/** Both keys of the fused loss: it makes no logits (kernel/loss.py, 0.4.7). */
const FUSED = ['policy.enable_liger_kernel', 'policy.enable_liger_fused_cross_entropy'] as const;

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

function loraOf({ value, number }: EffectiveValues): RunSizes['lora'] {
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
    ...(bool(FUSED[0]) && !bool(FUSED[1]) ? ['policy.enable_liger_kernel alone'] : []),
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

/** The sizes, or `undefined` where one is no number that can be used. */
export function sizesOf(config: TomlTable, engine: Pick<CosmosRl, 'known'>): RunSizes | undefined {
  const values = effectiveValues(config, engine);
  const batch = values.number(BATCH);
  const miniBatch = values.number(MINI_BATCH);
  if (batch === undefined || miniBatch === undefined || batch < 1 || miniBatch < 1) return undefined;
  const lora = loraOf(values);
  const gpus = gpusNeeded(config);
  // policy/worker/sft_worker.py:717, 0.4.7: without a size of its own a validation takes the batch of a whole step at once.
  const validation = values.bool('validation.enable')
    ? (values.number('validation.batch_size') ?? batch)
    : undefined;
  return {
    gpus,
    shards: Math.max(1, values.number(SHARDS) ?? 1),
    miniBatch: Math.min(miniBatch, batch),
    batch,
    ...(validation === undefined || validation < 1 ? {} : { validationBatch: validation }),
    master: values.value(MASTER) === 'bfloat16' ? 2 : 4,
    checkpointing: values.bool(CHECKPOINTING),
    ...(lora === undefined ? {} : { lora }),
    fusedLoss: FUSED.every(values.bool),
    others: othersOf(values),
  };
}

/** The settings that make a run of these sizes, and leave the others as they are. */
export function sizeSettings({
  batch,
  miniBatch,
  validationBatch,
  shards,
  master,
  checkpointing,
  lora,
  fusedLoss,
}: Partial<RunSizes>): Readonly<Record<string, TomlValue>> {
  const number = (key: string, value: number | undefined) =>
    value === undefined ? {} : { [key]: BigInt(value) };
  return {
    ...number(BATCH, batch),
    ...number(MINI_BATCH, miniBatch),
    ...number('validation.batch_size', validationBatch),
    ...number(SHARDS, shards),
    ...(master === undefined ? {} : { [MASTER]: master === 2 ? 'bfloat16' : 'float32' }),
    ...(checkpointing === undefined ? {} : { [CHECKPOINTING]: checkpointing }),
    ...(fusedLoss === undefined ? {} : Object.fromEntries(FUSED.map((key) => [key, fusedLoss]))),
    ...(lora === undefined
      ? {}
      : { 'policy.lora.r': BigInt(lora.rank), 'policy.lora.target_modules': lora.targets }),
  };
}
