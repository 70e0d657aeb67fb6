/** The frames of a clip that the model sees, or a picture, as one image. */
import type { Media } from '../sample.ts';
import type { SeenSize } from '../tokens/vision.ts';
import { type FfmpegResult, ffmpeg, inputOf } from './ffmpeg.ts';

/** Pixels of the widest sheet. */
const MAX_WIDTH = 4096;

/** Frames in a row: as many as make the sheet about as wide as a screen is. */
function sheetColumns(frames: number): number {
  return frames <= 4 ? Math.max(1, frames) : Math.ceil(Math.sqrt(frames));
}

/** Draws the sheet: frames from left to right, at the size the model sees as long as they fit. */
export function contactSheet(
  media: Media,
  seen: SeenSize,
  format: 'png' | 'jpeg',
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<FfmpegResult> {
  const frames = seen.frames ?? [0];
  const columns = sheetColumns(frames.length);
  const width = Math.min(seen.size.width, Math.floor(MAX_WIDTH / columns));
  const height = Math.max(1, Math.round((seen.size.height * width) / seen.size.width));
  const filter = [
    `select='${frames.map((frame) => `eq(n,${frame})`).join('+')}'`,
    `scale=${width}:${height}:flags=bicubic`,
    `tile=${columns}x${Math.ceil(frames.length / columns)}:padding=4`,
  ].join(',');
  const picture = format === 'png' ? ['-c:v', 'png'] : ['-c:v', 'mjpeg', '-q:v', '4', '-pix_fmt', 'yuvj420p'];
  return ffmpeg(
    [
      ...inputOf(media.path),
      '-map',
      '0:v:0',
      '-vf',
      filter,
      '-frames:v',
      '1',
      ...picture,
      '-f',
      'image2pipe',
      'pipe:1',
    ],
    env,
    signal,
  );
}
