/** How many optimizer steps a run has, computed as the engine does. */
import { atLeast } from '../engine/versions.ts';

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

/**
 * Steps of the whole run. floor(ceil(N/dp)/B) per epoch with drop_last, which exists from 0.3.9; ceil without
 * (policy/worker/sft_worker.py, 0.4.7; checked against recorded runs).
 */
export function plannedSteps(request: StepRequest): number {
  const perRank = Math.ceil(request.samples / request.dataRanks);
  const batches = perRank / request.batch;
  const drop = request.dropLast && atLeast(request.engine, '0.3.9');
  const total = (drop ? Math.floor(batches) : Math.ceil(batches)) * request.epochs;
  return request.maxSteps === undefined ? total : Math.min(total, request.maxSteps);
}
