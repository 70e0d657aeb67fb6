/** How many tokens a clip or a picture is, and at what size the model sees it. */
import type { Vision } from '../request.ts';
import type { Media } from '../sample.ts';
import type { TokenFamily } from './family.ts';
import { frameIndices, sampledFrames, timestamps } from './frames.ts';
import { type Size, smartResize } from './resize.ts';

/** `VIDEO_MIN_TOKEN_NUM`, `VIDEO_MAX_TOKEN_NUM`, `MODEL_SEQ_LEN` and the like of qwen-vl-utils 0.0.14 (vision_process.py). */
const FRAME_TOKENS = { min: 128, max: 768 };
const PICTURE_TOKENS = { min: 4, max: 16_384 };
const ALL_FRAMES_TOKENS = 128_000 * 0.9;

/** One clip or picture as the model sees it. */
export interface SeenSize {
  /** Pads that stand for pixels: the tokens that must not be cut. */
  readonly pads: number;
  readonly size: Size;
  /** Indices of the frames of a clip. */
  readonly frames?: readonly number[];
  /** The text that the processor writes before each pair of frames, in a family with time stamps. */
  readonly timestamps?: readonly string[];
}

/** Bounds of a frame in pixels, as the entry script and `fetch_video` set them. */
function frameBounds(
  vision: Vision,
  count: number,
  side: number,
): { readonly min: number; readonly max: number } {
  const token = side * side;
  // The entry script lowers the default lower bound where max_pixels is below it (cookbook_entry/vision.py).
  const lowered =
    vision.maxPixels !== undefined && vision.maxPixels < FRAME_TOKENS.min * token
      ? Math.min(PICTURE_TOKENS.min * token, vision.maxPixels)
      : FRAME_TOKENS.min * token;
  const min = vision.minPixels ?? lowered;
  const total = vision.totalPixels ?? ALL_FRAMES_TOKENS * token;
  const limit = Math.max(Math.min(FRAME_TOKENS.max * token, (total / count) * 2), Math.trunc(min * 1.05));
  return { min, max: Math.min(vision.maxPixels ?? limit, limit) };
}

function seenClip(
  clip: Size & { frames: number; fps: number },
  vision: Vision,
  family: TokenFamily,
): SeenSize | undefined {
  const count = sampledFrames(vision, clip);
  if (count === undefined) return undefined;
  const { min, max } = frameBounds(vision, count, family.side);
  const first = smartResize(clip, family.side, min, max);
  const size = first && family.resizesAgain ? again(first, family) : first;
  if (size === undefined) return undefined;
  const frames = frameIndices(clip.frames, count);
  const pads = (count / 2) * tokensOf(size, family);
  return {
    pads,
    size,
    frames,
    ...(family.timestamps ? { timestamps: timestamps(frames, clip.fps) } : {}),
  };
}

function seenPicture(picture: Size, vision: Vision, family: TokenFamily): SeenSize | undefined {
  const token = family.side ** 2;
  // Up to 0.3.9 HFVLMDataPacker left the bounds to qwen-vl-utils; from 0.4.4 it puts those of the processor in.
  const standard = family.resizesAgain
    ? { min: PICTURE_TOKENS.min * token, max: PICTURE_TOKENS.max * token }
    : family.processor;
  const first = smartResize(
    picture,
    family.side,
    vision.minPixels ?? standard.min,
    vision.maxPixels ?? standard.max,
  );
  const size = first && family.resizesAgain ? again(first, family) : first;
  return size === undefined ? undefined : { pads: tokensOf(size, family), size };
}

function again(size: Size, { side, processor }: TokenFamily): Size | undefined {
  return smartResize(size, side, processor.min, processor.max);
}

function tokensOf({ width, height }: Size, { side }: TokenFamily): number {
  return (width / side) * (height / side);
}

/** The medium as the model sees it; `undefined` where its size is not known or the reader refuses it. */
export function seen(media: Media, vision: Vision, family: TokenFamily): SeenSize | undefined {
  if (media.kind === 'image') return media.picture && seenPicture(media.picture, vision, family);
  return media.clip && seenClip(media.clip, vision, family);
}
