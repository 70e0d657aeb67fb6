/** What a run takes of each GPU, told from its config, its model's shapes and its longest sample. */
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { factsOf } from '../checkpoint/facts.ts';
import { asNumber, getValue, type TomlTable } from '../config/value.ts';
import type { Engine } from '../engine/engine.ts';
import type { Planning } from '../engine/planning.ts';
import {
  estimateMemory,
  type LongestRange,
  type MemoryEstimate,
  type MemoryRequest,
} from '../estimate/memory/estimate.ts';
import { type MemoryRemedy, memoryRemedies } from '../estimate/memory/remedies.ts';
import { shapeOf } from '../estimate/memory/shape.ts';
import type { MemoryNeed } from '../host/check.ts';
import { shapesOf } from '../objective/modules/parameters.ts';
import { withoutData } from './token-range.ts';

/** The estimate with what it was made from, and what would make it smaller. */
export interface PlannedMemory {
  readonly estimate: MemoryEstimate;
  readonly request?: MemoryRequest;
  readonly remedies: readonly MemoryRemedy[];
}

/** No number, and why. */
function nothing(unmeasured: string): PlannedMemory {
  return { estimate: { unmeasured }, remedies: [] };
}

/** The same as the check of a host wants it; `undefined` where there is no number. */
export function memoryNeed({ estimate, remedies }: PlannedMemory): MemoryNeed | undefined {
  if ('unmeasured' in estimate) return undefined;
  const { allocatedGiB, reservedGiB, phase, term, longest } = estimate;
  return { allocatedGiB, reservedGiB, phase, term, from: longest.from, remedies };
}

/** An engine and the sides of it that tell of memory. */
export interface MemoryEngine {
  readonly engine: Engine;
  readonly planning: Pick<Planning, 'sizes' | 'sizeSettings' | 'memory' | 'cutBy' | 'tokenLimit'>;
}

/** The memory of a run; without a longest sample, that of samples up to where they are cut. */
export function memoryOf(
  config: TomlTable,
  { engine, planning }: MemoryEngine,
  checkpoint: Checkpoint,
  longest: LongestRange | undefined = withoutData(config, engine, planning),
): PlannedMemory {
  const { sizes, sizeSettings, memory: formula } = planning;
  if (!sizes || !sizeSettings || !formula) return nothing(`no run of ${engine.name} was measured`);
  const tensors = shapesOf(checkpoint);
  const shape = tensors === undefined ? undefined : shapeOf(tensors.shapes);
  const family = factsOf(checkpoint).family?.name;
  if (shape === undefined || family === undefined)
    return nothing(`the shapes of ${checkpoint.name === '' ? 'the model' : checkpoint.name} are not known`);
  const run = sizes(engine, config);
  if (run === undefined) return nothing('the batch sizes are not numbers that can be used');
  if (longest === undefined) return nothing('the longest sample is not known: give its tokens with --tokens');
  const request = { formula, shape, family, run, longest };
  const pixels = asNumber(getValue(config, ['custom', 'vision', 'max_pixels']));
  return {
    estimate: estimateMemory(request),
    request,
    remedies: memoryRemedies(request, sizeSettings, pixels),
  };
}
