/** How many GPUs the launcher starts workers on, counted as it does. */
import { asNumber, getValue, splitKey, type TomlTable } from '../../config/value.ts';

/** The launcher's roles that have GPUs of their own. */
type WorkerRole = 'policy' | 'rollout';

/** Sizes of a role's parallelism table as written; a missing key is 1 to the launcher (launcher/launch_all.py, all versions). */
function size(config: TomlTable, name: string, role: WorkerRole = 'policy'): number {
  const value = asNumber(getValue(config, splitKey(`${role}.parallelism.${name}`)));
  return value === undefined || !Number.isInteger(value) || value < 1 ? 1 : value;
}

/** GPUs of one replica: tp·pp·cp·dp_replicate·dp_shard; dp_shard_size -1 counts as 1. */
export function gpusPerReplica(config: TomlTable, role: WorkerRole): number {
  return ['tp_size', 'pp_size', 'cp_size', 'dp_replicate_size', 'dp_shard_size']
    .map((name) => size(config, name, role))
    .reduce((product, value) => product * value, 1);
}

/** Replicas of a role at the start. */
export function replicas(config: TomlTable, role: WorkerRole): number {
  return size(config, 'n_init_replicas', role);
}

/** GPUs of all policy replicas. */
export function gpusNeeded(config: TomlTable): number {
  return gpusPerReplica(config, 'policy') * replicas(config, 'policy');
}

/** Data-parallel ranks of one replica. */
export function dataRanks(config: TomlTable): number {
  return size(config, 'dp_replicate_size') * size(config, 'dp_shard_size');
}

/** Ranks that write a checkpoint: those of one replica with dp_replicate coordinate 0 (utils/checkpoint.py, 0.4.7). */
export function savingRanks(config: TomlTable): number {
  return gpusNeeded(config) / size(config, 'n_init_replicas') / size(config, 'dp_replicate_size');
}
