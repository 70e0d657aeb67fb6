/** How long a run takes: its work times seconds that were measured. Without a measured run there is no number. */
import measured from './times.json' with { type: 'json' };

/** What a run has to do. */
interface Work {
  readonly steps: number;
  readonly saves: number;
  /** Bytes of one save. */
  readonly saveBytes: number;
  /** Absent where it cannot be told how often there is one. */
  readonly validations?: number;
  /** Samples of one validation, and of one step, over all ranks. */
  readonly validationSamples: number;
  readonly globalBatch: number;
  readonly checkpointing: boolean;
}

/** What decides whether a measured run tells of another. */
export interface TimeClass {
  readonly preset: string;
  readonly parameters: number;
  /** The GPU's name as nvidia-smi tells it. */
  readonly gpu: string;
  readonly gpus: number;
  readonly lora: boolean;
  readonly checkpointing: boolean;
}

/** Seconds of an earlier run. */
export interface MeasuredTimes extends TimeClass {
  /** What says so: a run's id, or the name of a shipped point. */
  readonly name: string;
  /** Samples of one step, per rank. */
  readonly batch: number;
  readonly miniBatch: number;
  readonly stepSeconds: number;
  readonly startSeconds: number;
  readonly bytesPerSecond?: number;
}

/** Seconds by what they are spent on. */
export interface TimeEstimate {
  readonly step: number;
  readonly total: number;
  readonly start: number;
  readonly training: number;
  /** Absent where it is not known how often there is one; then the total is without them. */
  readonly validation?: number;
  /** Absent where no save was measured; then the total is without them. */
  readonly saves?: number;
  readonly gpuHours: number;
  readonly from: string;
}

/** A time that cannot be told, and why. */
export interface UnknownTime {
  readonly unknown: string;
}

/** A forward pass beside forward, repeated forward (with checkpointing) and backward, which costs two. */
function forwardShare(checkpointing: boolean): number {
  return checkpointing ? 1 / 4 : 1 / 3;
}

function same(a: TimeClass, b: TimeClass): boolean {
  return (
    a.preset === b.preset &&
    Math.abs(a.parameters / b.parameters - 1) < 0.02 &&
    a.gpu === b.gpu &&
    a.gpus === b.gpus &&
    a.lora === b.lora &&
    a.checkpointing === b.checkpointing
  );
}

/** The measured run that tells of this one: an earlier run of this host before a shipped point, the newest and nearest batch first. */
export function measuredFor(
  asked: TimeClass,
  sizes: { readonly batch: number; readonly miniBatch: number },
  earlier: readonly MeasuredTimes[],
): MeasuredTimes | undefined {
  const fitting = [...earlier, ...measured.runs].filter((one) => same(one, asked));
  const far = (one: MeasuredTimes) =>
    Math.abs(Math.log(one.batch / sizes.batch)) + Math.abs(Math.log(one.miniBatch / sizes.miniBatch));
  return fitting.reduce<MeasuredTimes | undefined>(
    (best, one) => (best === undefined || far(one) < far(best) ? one : best),
    undefined,
  );
}

/** The time of a run from one that was measured; a step's seconds grow with its samples. */
export function timeOf(work: Work, sizes: { readonly batch: number }, from: MeasuredTimes): TimeEstimate {
  const step = from.stepSeconds * (sizes.batch / from.batch);
  const forward = step * forwardShare(work.checkpointing) * (work.validationSamples / work.globalBatch);
  const validation = work.validations === undefined ? undefined : work.validations * forward;
  const training = work.steps * step;
  const saves =
    from.bytesPerSecond === undefined ? undefined : (work.saves * work.saveBytes) / from.bytesPerSecond;
  const total = from.startSeconds + training + (validation ?? 0) + (saves ?? 0);
  return {
    step,
    total,
    start: from.startSeconds,
    training,
    ...(validation === undefined ? {} : { validation }),
    ...(saves === undefined ? {} : { saves }),
    gpuHours: (total * from.gpus) / 3600,
    from: from.name,
  };
}
