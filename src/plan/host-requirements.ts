/** What a prepared run needs from its host. */
import { overrideForm } from '../config/layers.ts';
import { getValue, splitKey } from '../config/value.ts';
import type { Need } from '../host/check.ts';
import { memoryNeed } from './memory.ts';
import type { Prepared } from './prepare.ts';

/** The need that preflight checks are judged by. */
export function needOf(prepared: Prepared): Need {
  const { plan, config, model, disk } = prepared;
  const memory = memoryNeed(prepared.memory);
  const loggers = getValue(config, splitKey('logging.logger'));
  const redisWasGiven = prepared.resolved.origins.get('redis')?.layer !== 'cookbook-run';
  return {
    gpus: plan.gpus,
    ports: { numbers: plan.ports, ...(redisWasGiven ? { fixed: true } : {}) },
    outputDir: plan.outputDir,
    engine: plan.engine,
    forceUseHf: getValue(config, splitKey('train.force_use_hf')) === true,
    holds: (key) => getValue(config, splitKey(key)),
    form: overrideForm(prepared.resolved.origins),
    wandb: Array.isArray(loggers) && loggers.includes('wandb'),
    ...(plan.script === undefined ? {} : { script: plan.script }),
    ...(model.family === undefined ? {} : { family: model.family.name }),
    ...(memory === undefined ? {} : { memory }),
    ...(disk === undefined ? {} : { diskBytes: disk.bytes, saveBytes: disk.bytesPerSave }),
  };
}
