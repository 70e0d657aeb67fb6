/** The resize rule of the Qwen processors (qwen-vl-utils 0.0.14 and transformers 4.57.6, `smart_resize`). */
import { roundHalfEven } from './rounding.ts';

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A side more than 200 times the other one is refused. */
const MAX_RATIO = 200;

/** Whether a picture is refused for its shape. */
export function isTooNarrow({ width, height }: Size): boolean {
  return Math.max(width, height) / Math.min(width, height) > MAX_RATIO;
}

/** The size a picture is brought to: multiples of `factor`, its area within the bounds; `undefined` if it is refused. */
export function smartResize(size: Size, factor: number, min: number, max: number): Size | undefined {
  const { width, height } = size;
  if (max < min || isTooNarrow(size)) return undefined;
  const snap = (side: number, round: (value: number) => number): number => round(side / factor) * factor;
  const rounded = {
    width: Math.max(factor, snap(width, roundHalfEven)),
    height: Math.max(factor, snap(height, roundHalfEven)),
  };
  const area = rounded.width * rounded.height;
  if (area > max) {
    const scale = Math.sqrt((height * width) / max);
    return { width: snap(width / scale, Math.floor), height: snap(height / scale, Math.floor) };
  }
  if (area < min) {
    const scale = Math.sqrt(min / (height * width));
    return { width: snap(width * scale, Math.ceil), height: snap(height * scale, Math.ceil) };
  }
  return rounded;
}
