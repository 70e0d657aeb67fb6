/** How many GPUs the launcher starts workers on, counted as it does. */
import { asNumber, getValue, splitKey, type TomlTable } from '../config/value.ts';

/** Sizes of the parallelism table as written; a missing key is 1 to the launcher (launcher/launch_all.py, all versions). */
function size(config: TomlTable, name: string): number {
  const value = asNumber(getValue(config, splitKey(`policy.parallelism.${name}`)));
  return value === undefined || value < 1 ? 1 : value;
}

/** GPUs of all policy replicas: tp·pp·cp·dp_replicate·dp_shard each; dp_shard_size -1 counts as 1. */
export function gpusNeeded(config: TomlTable): number {
  const perReplica = ['tp_size', 'pp_size', 'cp_size', 'dp_replicate_size', 'dp_shard_size']
    .map((name) => size(config, name))
    .reduce((product, value) => product * value, 1);
  return perReplica * size(config, 'n_init_replicas');
}

/** Data-parallel ranks of one replica. */
export function dataRanks(config: TomlTable): number {
  return size(config, 'dp_replicate_size') * size(config, 'dp_shard_size');
}

/** Ranks that write a checkpoint: those of one replica with dp_replicate coordinate 0 (utils/checkpoint.py, 0.4.7). */
export function savingRanks(config: TomlTable): number {
  return gpusNeeded(config) / size(config, 'n_init_replicas') / size(config, 'dp_replicate_size');
}
