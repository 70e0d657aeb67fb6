/** Which frames of a clip the model sees (qwen-vl-utils 0.0.14, `smart_nframes` and its video readers). */
import type { Vision } from '../request.ts';
import { roundHalfEven } from './rounding.ts';

/** Frames per second where neither fps nor nframes is set. */
const DEFAULT_FPS = 2;
const MIN_FRAMES = 4;
const MAX_FRAMES = 768;

/** What is known of a clip: frames and frames per second. */
export interface Length {
  readonly frames: number;
  readonly fps: number;
}

const even = (value: number): number => Math.floor(value / 2) * 2;

/** What becomes of `nframes`: the nearest even number, of two the one that is twice an even one. */
export function nframesTaken(nframes: number): number {
  return roundHalfEven(nframes / 2) * 2;
}

/** The number of frames that are taken, always even; `undefined` where the reader refuses the clip. */
export function sampledFrames(vision: Vision, clip: Length): number | undefined {
  const { frames } = clip;
  let count: number;
  if (vision.nframes !== undefined) {
    count = nframesTaken(vision.nframes);
  } else {
    const wanted = (frames / clip.fps) * (vision.fps ?? DEFAULT_FPS);
    const most = even(Math.min(MAX_FRAMES, frames));
    count = even(Math.min(Math.max(wanted, MIN_FRAMES), most, frames));
  }
  return count >= 2 && count <= frames ? count : undefined;
}

/** The indices of `count` frames, spread over the clip as `torch.linspace(0, frames - 1, count).round()` spreads them. */
export function frameIndices(frames: number, count: number): readonly number[] {
  const last = frames - 1;
  // 32-bit floats, counted from both ends: so do torch's kernels.
  const step = Math.fround(last / (count - 1));
  return Array.from({ length: count }, (_, place) => {
    const fromStart = Math.fround(step * place);
    const fromEnd = Math.fround(last - Math.fround(step * (count - 1 - place)));
    return roundHalfEven(place < Math.floor(count / 2) ? fromStart : fromEnd);
  });
}

/** The time stamps in seconds that a model with time stamps reads before each pair of frames. */
export function timestamps(indices: readonly number[], fps: number): readonly string[] {
  const pairs = Math.ceil(indices.length / 2);
  return Array.from({ length: pairs }, (_, pair) => {
    const first = indices[2 * pair] ?? 0;
    const second = indices[2 * pair + 1] ?? first;
    return oneDecimal((first / fps + second / fps) / 2);
  });
}

/** Python's `f"{value:.1f}"`: of two equally near tenths the even one, where JavaScript's toFixed takes the larger. */
function oneDecimal(value: number): string {
  // A binary number half-way between two tenths is a multiple of 1/4: nothing finer has an end in both systems.
  return Number.isInteger(value * 4) ? (roundHalfEven(value * 10) / 10).toFixed(1) : value.toFixed(1);
}
