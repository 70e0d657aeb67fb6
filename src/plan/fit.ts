/** `--fit`: the largest mini-batch that the GPUs of this host hold; the samples of a step stay what they are. */
import type { Setting } from '../config/layers.ts';
import type { RunSizes } from '../engine/sizing.ts';
import { largestMiniBatch } from '../estimate/memory/remedies.ts';
import { plural } from '../findings/amounts.ts';
import { ExitCode } from '../findings/exit-code.ts';
import { Failure } from '../findings/failure.ts';
import type { PlannedRun, PlanRequest } from './plan-run.ts';
import { flagSetting } from './settings.ts';

/** Sizes as settings of a run, in the keys of its engine. */
export function sizeFlags(
  flag: string,
  { sizeSettings }: Pick<PlannedRun['planning'], 'sizeSettings'>,
  sizes: Partial<RunSizes>,
): readonly Setting[] {
  return Object.entries(sizeSettings?.(sizes) ?? {}).map(([key, value]) => flagSetting(flag, key, value));
}

/** The request with the mini-batch that fits, and one sentence about it; throws Failure where that cannot be told. */
export function fitted(
  request: PlanRequest,
  { prepared, facts, planning }: Pick<PlannedRun, 'prepared' | 'facts' | 'planning'>,
): { readonly request: PlanRequest; readonly said: string } {
  const { memory, plan } = prepared;
  const gpus = facts.gpus.ok ? facts.gpus.value.slice(0, plan.gpus) : [];
  if (gpus.length === 0)
    throw new Failure(ExitCode.host, '--fit needs to know the GPUs, and none is visible', 'leave --fit out');
  if (memory.request === undefined || 'unmeasured' in memory.estimate) {
    const why = 'unmeasured' in memory.estimate ? memory.estimate.unmeasured : 'not known';
    throw new Failure(ExitCode.config, `--fit cannot tell the memory of this run: ${why}`, 'leave --fit out');
  }
  const gpuGiB = Math.min(...gpus.map((gpu) => gpu.memoryTotalMiB)) / 1024;
  const { run } = memory.request;
  const size = largestMiniBatch(memory.request, gpuGiB);
  if (size === undefined)
    throw new Failure(
      ExitCode.host,
      `--fit finds no mini-batch that fits: one sample needs more than the ${gpuGiB.toFixed(1)} GiB of a GPU`,
      '`cookbook-run estimate` names what makes the run smaller',
    );
  const passes = run.batch / size;
  return {
    request: {
      ...request,
      settings: [...(request.settings ?? []), ...sizeFlags('--fit', planning, { miniBatch: size })],
    },
    said: `--fit: mini_batch ${size} (was ${run.miniBatch}); a step is ${plural(passes, 'pass', 'passes')} of ${size}, its ${run.batch} samples for each GPU are the same`,
  };
}
