/** How many steps were done and how many were planned, from whatever tells. */

import { getValue, isTable } from '../../../config/value.ts';
import type { StepCount } from '../../../findings/outcome.ts';
import { effectiveValues } from '../effective.ts';
import type { LoadedConfig } from '../log/line-event.ts';
import { plannedSteps, stepSettings } from '../schedule.ts';
import { engineOf, NEWEST } from '../versions.ts';
import type { EndingEvidence } from './evidence.ts';

const wholeNumber = (name: 'miniBatch' | 'maxKeep' | 'validationBatch', value: unknown) =>
  typeof value === 'bigint' || typeof value === 'number' ? { [name]: Number(value) } : {};

/** The settings that matter: as the engine printed them, else as it reads the TOML. */
export function endingSettings({ log, config, engine = NEWEST }: EndingEvidence): LoadedConfig {
  const loaded = log.seen['config-loaded']?.last.notice.config ?? {};
  const version = engineOf(engine);
  if (config === undefined || version === undefined) return loaded;
  const steps = stepSettings(config, version);
  const { value, bool } = effectiveValues(config, version);
  // What `from_dict` puts behind an output folder is not in the TOML, so that one is taken as written.
  const outputDir = getValue(config, ['train', 'output_dir']);
  return {
    ...(steps === undefined
      ? {}
      : {
          batch: steps.batch,
          epoch: steps.epochs,
          dropLast: steps.dropLast,
          dataRanks: steps.dataRanks,
          replicas: steps.replicas,
          ...(steps.maxSteps === undefined ? {} : { maxSteps: steps.maxSteps }),
        }),
    enableCheckpoint: bool('train.ckpt.enable_checkpoint'),
    lora: isTable(value('policy.lora')),
    gradientCheckpointing: bool('policy.model_gradient_checkpointing'),
    ...wholeNumber('miniBatch', value('train.train_policy.mini_batch')),
    ...wholeNumber('maxKeep', value('train.ckpt.max_keep')),
    ...wholeNumber('validationBatch', value('validation.batch_size')),
    ...(typeof outputDir === 'string' ? { outputDir } : {}),
    ...loaded,
  };
}

/** Steps of so many samples, where the settings tell; a loader whose version has no drop_last drops nothing. */
function computedSteps(samples: number | undefined, settings: LoadedConfig): number | undefined {
  const { batch, epoch: epochs = 1, dataRanks = 1, dropLast = false, maxSteps, replicas = 1 } = settings;
  if (samples === undefined || batch === undefined || batch < 1 || replicas > 1) return undefined;
  const limit = maxSteps === undefined ? {} : { maxSteps };
  return plannedSteps({ samples, dataRanks, batch, epochs, dropLast, ...limit });
}

/** The last step that is known to be done, and the total. */
export function endingProgress(evidence: EndingEvidence): StepCount {
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
    computedSteps(samples, endingSettings(evidence));
  return {
    ...(dones.length === 0 ? {} : { last: Math.max(...dones) }),
    ...(planned === undefined ? {} : { planned }),
  };
}
