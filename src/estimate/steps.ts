/** How many optimizer steps a run has, and what happens at which of them, computed as the engine does. */
import { atLeast } from '../engine/cosmos-rl/versions.ts';

/** Everything the count depends on. */
export interface StepRequest {
  readonly engine: string;
  /** Training samples, after the validation hold-out. */
  readonly samples: number;
  /** Data-parallel ranks: dp_shard_size × dp_replicate_size. */
  readonly dataRanks: number;
  /** train.train_batch_per_replica: per data-parallel rank in single-replica SFT. */
  readonly batch: number;
  readonly epochs: number;
  readonly dropLast: boolean;
  readonly maxSteps?: number;
}

/** floor(ceil(N/dp)/B) with drop_last, which exists from 0.3.9; ceil without (policy/worker/sft_worker.py, 0.4.7). */
export function stepsPerEpoch(request: Omit<StepRequest, 'epochs' | 'maxSteps'>): number {
  const batches = Math.ceil(request.samples / request.dataRanks) / request.batch;
  return request.dropLast && atLeast(request.engine, '0.3.9') ? Math.floor(batches) : Math.ceil(batches);
}

/** Steps of the whole run (policy/worker/sft_worker.py, 0.4.7; checked against recorded runs). */
export function plannedSteps(request: StepRequest): number {
  const total = stepsPerEpoch(request) * request.epochs;
  return request.maxSteps === undefined ? total : Math.min(total, request.maxSteps);
}

/** What decides when something happens. */
export interface ScheduleRequest extends StepRequest {
  /** A share of all steps if it is a float up to 1.0, else steps. */
  readonly warmup: { readonly value: number; readonly share: boolean };
  /** Absent where no checkpoint is written. */
  readonly save?: { readonly every: number; readonly everyEpochs: number; readonly keep: number };
  /** train steps between validations; absent without validation. */
  readonly validateEvery?: number;
}

/** A run in steps. */
export interface Schedule {
  readonly total: number;
  readonly perEpoch: number;
  readonly epochs: number;
  readonly dataRanks: number;
  /** Samples of one step, over all data-parallel ranks. */
  readonly globalBatch: number;
  readonly warmup: { readonly steps: number; readonly share: number };
  readonly saves: number;
  /** Checkpoints that are left at the end. */
  readonly kept: number;
  readonly validations: number;
}

/**
 * Steps between saves. `save_freq_in_epoch` counts from 0.3.9; up to 0.4.6 it is divided by the data-parallel size once
 * more (sft_worker.py: `// self.dp_world_size`), which can make it 0.
 */
function saveEvery({ engine, dataRanks, save }: ScheduleRequest, perEpoch: number): number {
  if (save === undefined) return 0;
  if (save.everyEpochs <= 0 || !atLeast(engine, '0.3.9')) return save.every;
  const steps = save.everyEpochs * perEpoch;
  return atLeast(engine, '0.4.7') ? steps : Math.floor(steps / dataRanks);
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
