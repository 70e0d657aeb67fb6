/** What a prepared run needs from its host. */
import { overrideForm } from '../config/layers.ts';
import { getValue, splitKey } from '../config/value.ts';
import type { Need } from '../host/check.ts';
import type { HostRequirements } from '../host/requirements.ts';
import { memoryNeed } from './memory.ts';
import type { Prepared } from './prepare.ts';

/** The need that preflight checks are judged by. */
export function needOf(prepared: Prepared, host: HostRequirements): Need {
  const { plan, config, model, disk } = prepared;
  const memory = memoryNeed(prepared.memory);
  const named = host.namedPorts?.(prepared.resolved.origins);
  return {
    gpus: plan.gpus,
    ports: { numbers: plan.ports, ...(named === undefined ? {} : { named }) },
    outputDir: plan.outputDir,
    engine: plan.engine,
    holds: (key) => getValue(config, splitKey(key)),
    form: overrideForm(prepared.resolved.origins),
    ...(plan.script === undefined ? {} : { script: plan.script }),
    ...(plan.stages === undefined ? {} : { makes: plan.stages.flatMap(({ argv }) => argv[0] ?? []) }),
    ...(model.family === undefined ? {} : { family: model.family.name }),
    ...(memory === undefined ? {} : { memory }),
    ...(disk === undefined ? {} : { diskBytes: disk.bytes, saveBytes: disk.bytesPerSave }),
  };
}
