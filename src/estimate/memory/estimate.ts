/** What a run takes of each GPU at its peak: an interval, and what decides it. */

import type {
  FittedBytes,
  Longest,
  MemoryFormula,
  MemoryPhase,
  ModelShape,
  PhaseMemory,
  RunSizes,
  Term,
} from '../../engine/sizing.ts';
import { GIB } from '../gib.ts';
import constants from '../memory-constants.json' with { type: 'json' };
import { type MeasuredPoint, type Nearest, nearestPoint, POINTS, unmeasuredOf } from './points.ts';

export { GIB };

/** GiB. */
interface Interval {
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

/** A peak of one GPU. */
interface PeakEstimate {
  readonly allocatedGiB: Interval;
  readonly reservedGiB: Interval;
  /** The phase with the peak, and its largest term. */
  readonly phase: MemoryPhase;
  readonly term: Term;
  readonly phases: readonly PhaseMemory[];
  readonly nearest?: Nearest;
  /** The longest sample that it was made for. */
  readonly longest: LongestRange;
  /** Set where a run of this very config was measured on this host. */
  readonly measured?: string;
}

/** The longest sample, as far as it is known; all three are one where it is known. */
export interface LongestRange {
  readonly least: Longest;
  readonly expected: Longest;
  readonly most: Longest;
  /** What says so. */
  readonly from: string;
}

/** A number that cannot be told, and why. */
interface Unmeasured {
  readonly unmeasured: string;
}

export type MemoryEstimate = PeakEstimate | Unmeasured;

/** What an estimate is made from. */
export interface MemoryRequest {
  /** As the engine that was measured takes it. */
  readonly formula: MemoryFormula;
  readonly shape: ModelShape;
  /** `model_type`, for example `qwen3_vl`. */
  readonly family: string;
  readonly run: RunSizes;
  readonly longest: LongestRange;
}

/** Half the width of the interval: what leave-one-out shows on near points, and more where the nearest point is far. */
function spread(nearest: Nearest | undefined): number {
  return Math.min(
    constants.spread.most,
    constants.spread.near + constants.spread.perDistance * (nearest?.distance ?? 9),
  );
}

function around(least: number, expected: number, most: number, share: number): Interval {
  return { low: (least / GIB) * (1 - share), expected: expected / GIB, high: (most / GIB) * (1 + share) };
}

/** The first of the largest; there is one. */
function largest<T>(items: readonly T[], size: (item: T) => number): T {
  return items.reduce((best, one) => (size(one) > size(best) ? one : best));
}

/**
 * Bytes that the allocator reserves: blocks of logits and activations are kept and seldom taken by the optimizer, which comes
 * after them; loading leaves next to nothing.
 */
function reservedBytes(
  phases: readonly PhaseMemory[],
  allocated: number,
  { reservedBytes: extra }: FittedBytes,
): number {
  const loss = phases.find(({ phase }) => phase === 'loss')?.terms ?? {};
  const step = phases.find(({ phase }) => phase === 'optimizer step');
  const logits = (loss.logits ?? 0) - (step?.terms.logits ?? 0);
  return Math.max(allocated * 1.005, (step?.bytes ?? 0) + logits + (loss.activations ?? 0) + extra);
}

/** The estimate from sizes and constants alone; which class was measured is not asked. */
export function peakOf(
  { formula, shape, run }: Pick<MemoryRequest, 'formula' | 'shape' | 'run'>,
  longest: Longest,
  fitted: FittedBytes = constants,
): { readonly phases: readonly PhaseMemory[]; readonly top: PhaseMemory; readonly reserved: number } {
  const phases = formula(shape, run, longest, fitted);
  const top = largest(phases, ({ bytes }) => bytes);
  return { phases, top, reserved: reservedBytes(phases, top.bytes, fitted) };
}

/** The estimate, or why there is none. */
export function estimateMemory(
  request: MemoryRequest,
  points: readonly MeasuredPoint[] = POINTS,
): MemoryEstimate {
  const { shape, family, run, longest } = request;
  const unknown = unmeasuredOf(family, run, points);
  if (unknown.length > 0) return { unmeasured: `no run was measured with ${unknown.join(', ')}` };
  const here = peakOf(request, longest.expected);
  const [least, most] = [peakOf(request, longest.least), peakOf(request, longest.most)];
  const nearest = nearestPoint(shape, family, run, longest.expected, points);
  const share = spread(nearest);
  const [term] = largest(Object.entries(here.top.terms) as Array<[Term, number]>, ([, bytes]) => bytes);
  return {
    allocatedGiB: around(least.top.bytes, here.top.bytes, most.top.bytes, share),
    reservedGiB: around(least.reserved, here.reserved, most.reserved, share),
    phase: here.top.phase,
    term,
    phases: here.phases,
    longest,
    ...(nearest === undefined ? {} : { nearest }),
  };
}

/** CUDA's own memory of a process, GiB: 0.5 to 0.9 was seen. */
const CONTEXT = { least: 0.5, most: 0.9 };

/** `no` where even the low end does not fit, `doubtful` where the high end does not. */
export type Fits = 'yes' | 'doubtful' | 'no';

/** Whether a peak fits a GPU. */
export function fits(estimate: PeakEstimate, gpuGiB: number): Fits {
  if (estimate.allocatedGiB.low + CONTEXT.least > gpuGiB) return 'no';
  return estimate.reservedGiB.high + CONTEXT.most > gpuGiB ? 'doubtful' : 'yes';
}
