/** Whether a clip can be trained on, from what its file says. */

import type { Notes } from './finding-collector.ts';
import {
  videoEmpty,
  videoLfsPointer,
  videoNotMp4,
  videoTooFewFrames,
  videoTruncated,
} from './findings/clips.ts';
import { mediaMissing } from './findings/media.ts';
import { fileUnreadable } from './findings/place.ts';
import { isAbsent } from './media-name.ts';
import type { Mp4Result } from './mp4/read-mp4.ts';
import type { Vision } from './request.ts';
import type { Media } from './sample.ts';
import { nframesTaken } from './tokens/frames.ts';

function checkFrames(frames: number, path: string, vision: Vision, notes: Notes): boolean {
  const { nframes } = vision;
  if (nframes !== undefined) {
    if (nframesTaken(nframes) <= frames) return true;
    notes.add(videoTooFewFrames, path, { frames, nframes });
    return false;
  }
  // By frame rate `smart_nframes` lowers what it takes to the clip's own, as long as 2 are left (qwen-vl-utils 0.0.14).
  if (frames < 4) notes.add(videoTooFewFrames, path, { frames });
  return frames >= 2;
}

function reportProblem(
  path: string,
  result: Extract<Mp4Result, { ok: false }>,
  absent: () => void,
  notes: Notes,
): boolean {
  const { problem, detail: why } = result;
  if (problem === 'unreadable' && isAbsent(why)) absent();
  else if (problem === 'unreadable' || problem === 'not-a-file') notes.add(fileUnreadable, path, { why });
  else if (problem === 'empty') notes.add(videoEmpty, path, {});
  else if (problem === 'lfs-pointer') notes.add(videoLfsPointer, path, {});
  else if (problem === 'truncated') notes.add(videoTruncated, path, { why });
  else if (problem === 'other-container') {
    notes.add(videoNotMp4, path, { why, decodable: true });
    notes.skip(videoTooFewFrames.id, `${path} is not an MP4, so its frames were not counted`);
    return true;
  } else notes.add(videoNotMp4, path, { why });
  return false;
}

/**
 * Checks one clip; the clip, if the engine could train on it. `item` names who asks for it, and `absent` notes that it is not
 * there, where more is known than that.
 */
export function checkClip(
  path: string,
  item: string,
  vision: Vision,
  notes: Notes,
  absent = (): void => notes.add(mediaMissing, path, { item }),
): Media | undefined {
  const result = notes.files.clip(path);
  if (result.ok) {
    const { clip } = result;
    return checkFrames(clip.frames, path, vision, notes) ? { kind: 'video', path, clip } : undefined;
  }
  return reportProblem(path, result, absent, notes) ? { kind: 'video', path } : undefined;
}
