/** How many steps were done and how many were planned, from whatever tells. */

import type { StepCount } from '../../../findings/outcome.ts';
import type { LoadedConfig } from '../log/line-event.ts';
import type { Evidence } from './evidence.ts';

function at(config: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      config,
    );
}

const asNumber = (value: unknown) =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;

/** The settings that matter: as the engine resolved them, else as the TOML has them, else the engine's defaults. */
export function settingsOf(evidence: Evidence): LoadedConfig {
  const loaded = evidence.log.seen['config-loaded']?.last.notice.config ?? {};
  const toml = evidence.config;
  if (toml === undefined) return loaded;
  const parallel = (key: string) => Math.max(1, asNumber(at(toml, `policy.parallelism.${key}`)) ?? 1);
  const maxSteps = asNumber(at(toml, 'train.max_num_steps'));
  const outputDir = at(toml, 'train.output_dir');
  return {
    // Defaults of policy/config/__init__.py, the same in 0.2.6 to 0.4.7.
    enableCheckpoint: at(toml, 'train.ckpt.enable_checkpoint') === true,
    batch: asNumber(at(toml, 'train.train_batch_per_replica')) ?? 8,
    epoch: asNumber(at(toml, 'train.epoch')) ?? 1,
    dropLast: at(toml, 'train.train_policy.dataloader_drop_last') !== false,
    dataRanks: parallel('dp_replicate_size') * parallel('dp_shard_size'),
    replicas: parallel('n_init_replicas'),
    lora: typeof at(toml, 'policy.lora') === 'object',
    ...(maxSteps === undefined ? {} : { maxSteps }),
    ...(typeof outputDir === 'string' ? { outputDir } : {}),
    ...loaded,
  };
}

/** Steps by arithmetic: the loader drops the last incomplete batch of each rank (policy/worker/sft_worker.py, 0.4.7). */
export function computedSteps(samples: number | undefined, settings: LoadedConfig): number | undefined {
  const { batch, epoch = 1, dataRanks = 1, dropLast = true, maxSteps, replicas = 1 } = settings;
  if (samples === undefined || batch === undefined || batch < 1 || replicas > 1) return undefined;
  const each = Math.ceil(samples / dataRanks) / batch;
  const total = (dropLast ? Math.floor(each) : Math.ceil(each)) * epoch;
  return maxSteps === undefined ? total : Math.min(total, maxSteps);
}

/** The last step that is known to be done, and the total. */
export function progressOf(evidence: Evidence): StepCount {
  const { seen, saved } = evidence.log;
  const events = evidence.events;
  const dones = [
    seen.step?.last.notice.step,
    saved?.step,
    seen.saving?.last.notice.step,
    seen.resuming?.last.notice.step,
    events?.last?.step,
  ].filter((step) => step !== undefined);
  const samples = seen['dataset-size']?.last.notice.size ?? events?.samples?.train;
  const planned =
    seen.step?.last.notice.total ??
    seen.resuming?.last.notice.total ??
    seen['validation-start']?.last.notice.total ??
    events?.total ??
    evidence.planned ??
    computedSteps(samples, settingsOf(evidence));
  return {
    ...(dones.length === 0 ? {} : { last: Math.max(...dones) }),
    ...(planned === undefined ? {} : { planned }),
  };
}
