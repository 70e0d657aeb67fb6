/** Everything that is told of a run before it starts: steps, memory, time and disk, as one value. */

import { adapterOf } from '../engine/registry.ts';
import { type Fits, fits, type MemoryEstimate } from '../estimate/memory/estimate.ts';
import {
  type MeasuredTimes,
  measuredFor,
  type TimeClass,
  type TimeEstimate,
  timeOf,
  type UnknownTime,
} from '../estimate/time.ts';
import type { Gpu, HostFacts } from '../host/facts.ts';
import type { PlannedRun } from '../plan/plan-run.ts';
import type { Prepared } from '../plan/prepare.ts';
import { earlierTimes } from './earlier.ts';
import { keyOf, type Rehearsal, rehearsalOf } from './rehearsal.ts';

/** The forecast of one run. */
export interface Forecast {
  readonly memory: MemoryEstimate;
  /** Whether it fits the smallest GPU of this host; absent where one of both is not known. */
  readonly fits?: { readonly answer: Fits; readonly gpuGiB: number; readonly gpu: string };
  readonly time: TimeEstimate | UnknownTime;
}

/** Samples of one validation, where the data told. */
function validationSamples({ dataset }: Prepared): number {
  return dataset?.counts.validation ?? 0;
}

function timeFor(
  { prepared, planning }: Pick<PlannedRun, 'prepared' | 'planning'>,
  gpu: string | undefined,
  folder: string,
  rehearsal: Rehearsal | undefined,
): TimeEstimate | UnknownTime {
  const { plan, model, disk, sizes: run, ranks, validations } = prepared;
  if (planning.sizes === undefined) return { unknown: `no run of ${plan.engineName} was measured` };
  if (plan.plannedSteps === undefined) return { unknown: 'the number of steps is not known' };
  if (gpu === undefined) return { unknown: 'the kind of GPU is not known' };
  if (model.parameters === undefined) return { unknown: 'the size of the model is not known' };
  if (run === undefined) return { unknown: 'the batch sizes are not numbers that can be used' };
  const parameters = model.parameters.count;
  const asked = {
    preset: plan.preset,
    parameters,
    gpu,
    gpus: plan.gpus,
    lora: run.lora !== undefined,
    checkpointing: run.checkpointing,
  };
  const earlier = earlierTimes(folder, {
    preset: plan.preset,
    engineName: adapterOf(plan).name,
    planning,
    model: model.name,
    parameters,
  });
  const from = measuredFor(asked, run, earlier) ?? rehearsedTimes(asked, rehearsal)[0];
  if (from === undefined)
    return {
      unknown: `no run of ${plan.preset === '' ? 'this config' : plan.preset} was measured on ${plan.gpus} x ${gpu}`,
    };
  const work = {
    steps: plan.plannedSteps,
    saves: disk?.saves ?? 0,
    saveBytes: disk?.bytesPerSave ?? 0,
    ...(validations === undefined ? {} : { validations }),
    validationSamples: validationSamples(prepared),
    globalBatch: run.batch * ranks,
    checkpointing: run.checkpointing,
  };
  return timeOf(work, run, from);
}

/** What a rehearsal of this very run measured takes the place of what is predicted. */
function measuredMemory(predicted: MemoryEstimate, rehearsal: Rehearsal | undefined): MemoryEstimate {
  const { ok, allocatedGiB: a, reservedGiB: r } = rehearsal ?? {};
  if (ok !== true || a === undefined || 'unmeasured' in predicted) return predicted;
  const exactly = (gib: number) => ({ low: gib, expected: gib, high: gib });
  return {
    ...predicted,
    allocatedGiB: exactly(a),
    reservedGiB: exactly(r ?? a),
    measured: `in the rehearsal of ${rehearsal?.at ?? ''}`,
  };
}

/** The rehearsal as a measured run: its steps hold the longest samples, so that its seconds are the most. */
function rehearsedTimes(asked: TimeClass, rehearsal: Rehearsal | undefined): readonly MeasuredTimes[] {
  const { ok, stepSeconds, startSeconds, batch, miniBatch, save } = rehearsal ?? {};
  if (ok !== true || stepSeconds === undefined || startSeconds === undefined || batch === undefined)
    return [];
  const name = `the rehearsal of ${rehearsal?.at ?? ''}, whose samples are the longest: at most`;
  const speed = save === undefined ? {} : { bytesPerSecond: save.bytes / save.seconds };
  return [{ ...asked, name, batch, miniBatch: miniBatch ?? batch, stepSeconds, startSeconds, ...speed }];
}

/** The answer of the smallest of the GPUs that would be taken; `undefined` where one of both is not known. */
export function fitsHere(memory: MemoryEstimate, { gpus }: HostFacts, needed: number): Forecast['fits'] {
  const least = smallest(gpus.ok ? gpus.value.slice(0, needed) : []);
  if (least === undefined || 'unmeasured' in memory) return undefined;
  const gpuGiB = least.memoryTotalMiB / 1024;
  return { answer: fits(memory, gpuGiB), gpuGiB, gpu: least.name };
}

function smallest(gpus: readonly Gpu[]): Gpu | undefined {
  return gpus.reduce<Gpu | undefined>(
    (a, b) => (a === undefined || b.memoryTotalMiB < a.memoryTotalMiB ? b : a),
    undefined,
  );
}

/** The forecast of a prepared run on this host. */
export function forecast(
  planned: Pick<PlannedRun, 'prepared' | 'facts' | 'planning'>,
  runsFolder: string,
): Forecast {
  const { prepared, facts } = planned;
  const needed = prepared.plan.gpus;
  const least = smallest(facts.gpus.ok ? facts.gpus.value.slice(0, needed) : []);
  const rehearsal = rehearsalOf(runsFolder, keyOf(prepared, facts));
  const memory = measuredMemory(prepared.memory.estimate, rehearsal);
  const answer = fitsHere(memory, facts, needed);
  return {
    memory,
    ...(answer === undefined ? {} : { fits: answer }),
    time: timeFor(planned, least?.name, runsFolder, rehearsal),
  };
}
