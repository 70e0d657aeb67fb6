/** How many optimizer steps a run has, and what happens at which of them, computed as the engine does. */
import type { TomlTable } from '../../config/value.ts';
import type { Schedule } from '../sizing.ts';
import { effectiveValues } from './effective.ts';
import { dataRanks, replicas } from './placement.ts';
import { type CosmosRl, hasCapability } from './versions.ts';

/** Everything the count depends on. */
export interface StepRequest {
  /** Training samples, after the validation hold-out. */
  readonly samples: number;
  /** Data-parallel ranks: dp_shard_size × dp_replicate_size. */
  readonly dataRanks: number;
  /** train.train_batch_per_replica: per data-parallel rank in single-replica SFT. */
  readonly batch: number;
  readonly epochs: number;
  /** dataloader_drop_last, which exists from 0.3.9. */
  readonly dropLast: boolean;
  readonly maxSteps?: number;
}

/** floor(ceil(N/dp)/B) with drop_last, ceil without (policy/worker/sft_worker.py, 0.4.7). */
function stepsPerEpoch(request: Omit<StepRequest, 'epochs' | 'maxSteps'>): number {
  const batches = Math.ceil(request.samples / request.dataRanks) / request.batch;
  return request.dropLast ? Math.floor(batches) : Math.ceil(batches);
}

/** Steps of the whole run (policy/worker/sft_worker.py, 0.4.7; checked against recorded runs). */
export function plannedSteps(request: StepRequest): number {
  const total = stepsPerEpoch(request) * request.epochs;
  return request.maxSteps === undefined ? total : Math.min(total, request.maxSteps);
}

/** What decides when something happens. */
export interface ScheduleRequest extends StepRequest {
  /** The engine's version. */
  readonly engine: string;
  /** A share of all steps if it is a float up to 1.0, else steps. */
  readonly warmup: { readonly value: number; readonly share: boolean };
  /** Absent where no checkpoint is written. */
  readonly save?: { readonly every: number; readonly everyEpochs: number; readonly keep: number };
  /** train steps between validations; absent without validation. */
  readonly validateEvery?: number;
}

/**
 * Steps between saves. `save_freq_in_epoch` exists from 0.3.9; up to 0.4.6 it is divided by the data-parallel size once
 * more (sft_worker.py: `// self.dp_world_size`), which can make it 0.
 */
function saveEvery({ engine, dataRanks, save }: ScheduleRequest, perEpoch: number): number {
  if (save === undefined) return 0;
  if (save.everyEpochs <= 0) return save.every;
  const steps = save.everyEpochs * perEpoch;
  return hasCapability(engine, 'saveByEpochInSteps') ? steps : Math.floor(steps / dataRanks);
}

/** How often something happens that happens every `every` steps and at the last one. */
function times(total: number, every: number): number {
  return total === 0 || every <= 0 ? 0 : Math.ceil(total / every);
}

/** The schedule of a run; the last step saves and validates too (sft_trainer.py, 0.4.7: `is_last_step or …`). */
export function schedule(request: ScheduleRequest): Schedule {
  const { epochs, dataRanks, batch, warmup, save, validateEvery = 0 } = request;
  const perEpoch = stepsPerEpoch(request);
  const total = plannedSteps(request);
  // optm/__init__.py: int(share * total), never more than all steps.
  const warm = Math.min(total, warmup.share ? Math.trunc(warmup.value * total) : Math.trunc(warmup.value));
  const saves = times(total, saveEvery(request, perEpoch));
  return {
    total,
    perEpoch,
    epochs,
    dataRanks,
    globalBatch: batch * dataRanks,
    warmup: { steps: warm, share: total === 0 ? 0 : warm / total },
    saves,
    kept: save === undefined || save.keep < 0 ? saves : Math.min(saves, save.keep),
    validations: times(total, validateEvery),
  };
}

/** Keys that say how often there is a validation, as from 0.3.3 and as before. */
const VALIDATION = [
  ['validation.enable', 'validation.freq'],
  ['train.enable_validation', 'train.validation_step'],
] as const;

/** What a config says of its steps; all but the number of samples. */
type StepSettings = Omit<ScheduleRequest, 'samples'> & {
  /** Replicas at the start; steps of several are decided by the controller while they train. */
  readonly replicas: number;
};

/**
 * Reads the settings as the engine uses them: a key that its version does not have is not there (dataloader_drop_last and
 * save_freq_in_epoch in 0.2.6), and a warm-up is a share where its class keeps a float. `undefined` where a value is no number.
 */
export function stepSettings(config: TomlTable, engine: CosmosRl): StepSettings | undefined {
  const { value, number, bool } = effectiveValues(config, engine);
  const [batch, epochs] = [number('train.train_batch_per_replica'), number('train.epoch')];
  if (batch === undefined || batch < 1 || epochs === undefined) return undefined;
  const most = number('train.max_num_steps');
  const warmup = value('train.optm_warmup_steps');
  const validation = VALIDATION.find(([enable]) => bool(enable));
  const validateEvery = validation && number(validation[1]);
  return {
    engine: engine.version,
    dataRanks: dataRanks(config),
    replicas: replicas(config, 'policy'),
    batch,
    epochs,
    dropLast: bool('train.train_policy.dataloader_drop_last'),
    warmup: {
      value: number('train.optm_warmup_steps') ?? 0,
      share: typeof warmup === 'number' && warmup <= 1,
    },
    // A limit below 1 is refused by the engine, and told by a rule.
    ...(most === undefined || most < 1 ? {} : { maxSteps: most }),
    ...(validateEvery === undefined ? {} : { validateEvery }),
    ...(bool('train.ckpt.enable_checkpoint')
      ? {
          save: {
            every: number('train.ckpt.save_freq') ?? 0,
            everyEpochs: number('train.ckpt.save_freq_in_epoch') ?? 0,
            keep: number('train.ckpt.max_keep') ?? -1,
          },
        }
      : {}),
  };
}

/** The schedule of `config` for so many training samples, or why it cannot be told: the one answer to "how many steps". */
export function scheduleOf(
  config: TomlTable,
  engine: CosmosRl,
  samples: number,
): Schedule | { readonly skipped: string } {
  const settings = stepSettings(config, engine);
  if (settings === undefined)
    return { skipped: 'train.train_batch_per_replica or train.epoch is not a number that can be used' };
  return settings.replicas > 1
    ? { skipped: 'steps of several replicas are decided by the controller while they train' }
    : schedule({ ...settings, samples });
}
