/** Peaks that were measured on real GPUs, and how near one of them is to a run that is asked about. */

import type { Longest, ModelShape, RunSizes } from '../../engine/sizing.ts';
import data from '../points.json' with { type: 'json' };

/** One measured run. */
export interface MeasuredPoint {
  readonly name: string;
  readonly family: string;
  /** The published shape: `2b`, `8b` (Qwen3-VL) or `7b` (Qwen2.5-VL). */
  readonly shape: string;
  readonly gpus: number;
  readonly miniBatch: number;
  readonly batch: number;
  readonly lora: number | null;
  readonly checkpointing: boolean;
  readonly master: string;
  readonly fusedLoss: boolean;
  /** What else was on, as a config says it. */
  readonly others: readonly string[];
  readonly tokens: number;
  readonly patches: number;
  readonly allocatedGiB: number;
  readonly reservedGiB: number;
}

/** Every point, oldest first. */
export const POINTS: readonly MeasuredPoint[] = data.calls.flatMap(({ points }) => points);

/** Parameters of the published shapes. */
const PARAMETERS: Readonly<Record<string, number>> = {
  '2b': 2_127_532_032,
  '8b': 8_767_123_696,
  '7b': 8_292_166_656,
};

/** The settings of a point in the words of an estimate. */
export function settingsOfPoint(point: MeasuredPoint): RunSizes {
  const targets = ['q_proj', 'k_proj', 'v_proj', 'o_proj'];
  return {
    gpus: point.gpus,
    shards: point.gpus,
    miniBatch: point.miniBatch,
    batch: point.batch,
    master: point.master === 'bfloat16' ? 2 : 4,
    checkpointing: point.checkpointing,
    ...(point.lora === null ? {} : { lora: { rank: point.lora, targets } }),
    fusedLoss: point.fusedLoss,
    others: point.others,
  };
}

/** What a run needs a measured point for: each of these decides terms that no size tells. */
function features(family: string, run: RunSizes): readonly string[] {
  return [
    `models of the family ${family}`,
    run.lora === undefined ? 'full training' : 'LoRA',
    `${run.master === 2 ? 'bfloat16' : 'float32'} master weights`,
    run.checkpointing ? 'gradient checkpointing' : 'no gradient checkpointing',
    ...(run.shards > 1 ? ['several GPUs'] : []),
    ...(run.fusedLoss ? ['the fused loss of liger-kernel'] : []),
    ...run.others,
  ];
}

/** What of a run no measured point has; empty where all of it was measured, if not together. */
export function unmeasuredOf(
  family: string,
  run: RunSizes,
  points: readonly MeasuredPoint[] = POINTS,
): readonly string[] {
  const seen = new Set(points.flatMap((point) => features(point.family, settingsOfPoint(point))));
  return features(family, run).filter((feature) => !seen.has(feature));
}

/** A point with its distance: the root of the summed squares of log ratios of size, GPUs and tokens, and 0.5 for each other setting. */
export interface Nearest {
  readonly name: string;
  readonly distance: number;
  readonly allocatedGiB: number;
}

/** The measured point that is nearest. */
export function nearestPoint(
  shape: ModelShape,
  family: string,
  run: RunSizes,
  longest: Longest,
  points: readonly MeasuredPoint[] = POINTS,
): Nearest | undefined {
  const own = features(family, run);
  const rated = points.map((point) => {
    const other = settingsOfPoint(point);
    const theirs = features(point.family, other);
    const mismatches =
      own.filter((one) => !theirs.includes(one)).length + theirs.filter((one) => !own.includes(one)).length;
    const ratios = [
      shape.parameters / (PARAMETERS[point.shape] ?? shape.parameters),
      run.shards / other.shards,
      (run.miniBatch * longest.tokens) / (point.miniBatch * point.tokens),
    ];
    const distance = Math.hypot(...ratios.map(Math.log), 0.5 * mismatches);
    return { name: point.name, distance, allocatedGiB: point.allocatedGiB };
  });
  return rated.sort((a, b) => a.distance - b.distance)[0];
}
