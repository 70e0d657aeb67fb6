/** Findings about clips. */

import { plural } from '../../findings/amounts.ts';
import { defineFinding } from '../../findings/finding.ts';
import { note, toSet, toType } from '../../findings/remedy.ts';

/** A clip has 0 bytes. */
export const videoEmpty = defineFinding<Record<string, never>>({
  id: 'video-empty',
  summary: 'A clip has 0 bytes.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A video file is empty: a copy or a download that did not finish.',
    why: 'The data loader fails at this sample, 50 times, and then ends the run, with exit code 0 on 0.4.7 (seen for a missing clip).',
    fix: 'Copy the clip again.',
  },
  say: (_, subject) => ({ message: `The clip ${subject} is empty (0 bytes).`, help: 'Copy it again.' }),
});

/** A clip is a Git LFS pointer. */
export const videoLfsPointer = defineFinding<Record<string, never>>({
  id: 'video-lfs-pointer',
  summary: 'A clip is a Git LFS pointer.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The file is the small text that Git keeps instead of a large file.',
    why: 'No reader can decode it; the run ends at this sample.',
    fix: 'Type `git lfs pull` in the folder of the dataset.',
  },
  say: (_, subject) => ({
    message: `The clip ${subject} is a Git LFS pointer, not a video.`,
    remedy: toType(['git', 'lfs', 'pull']),
  }),
});

/** A clip is not an MP4 with a video track. */
export const videoNotMp4 = defineFinding<{ readonly why: string; readonly decodable?: boolean }>({
  id: 'video-not-mp4',
  summary: 'A clip is not an MP4 with a video track.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'The file is called a video, but its boxes are not those of an MP4, or none of its tracks holds frames. Another video format (Matroska, AVI) is only a warning: the readers may take it, but it could not be checked.',
    why: 'The data loader fails at this sample, 50 times, and then ends the run, with exit code 0 on 0.4.7.',
    fix: 'Convert or copy the clip again.',
  },
  say: ({ why, decodable }, subject) => ({
    ...(decodable ? { severity: 'warning' as const } : {}),
    message: `The clip ${subject} is not a usable MP4: ${why}.`,
    remedy: [
      toType(['ffprobe', subject], 'see it with {}'),
      toType(['ffmpeg', '-i', subject, '-c:v', 'libx264', 'NEW.mp4'], 'convert it with {}'),
    ],
  }),
});

/** A clip was cut off. */
export const videoTruncated = defineFinding<{ readonly why: string }>({
  id: 'video-truncated',
  summary: 'A clip was cut off.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'A box of the file ends behind its last byte, or the movie header that a recorder writes at the end is missing.',
    why: 'Readers either fail at once or give fewer frames than announced; the run ends at this sample.',
    fix: 'Copy the clip again.',
  },
  say: ({ why }, subject) => ({ message: `The clip ${subject} is cut off: ${why}.`, help: 'Copy it again.' }),
});

/** A clip has fewer frames than the config samples. */
export const videoTooFewFrames = defineFinding<{ readonly frames: number; readonly nframes?: number }>({
  id: 'video-too-few-frames',
  summary: 'A clip has fewer frames than the config samples.',
  severity: 'error',
  category: 'data',
  docs: {
    what: '`custom.vision.nframes` is larger than the number of frames of the clip; or, without nframes, the clip has fewer than 2 frames (error) or fewer than 4 (warning).',
    why: 'qwen-vl-utils 0.0.14 (`smart_nframes`) raises `nframes should in interval [2, 10], but got 16`; it then tries torchvision, whose reader no longer exists, so the log blames torchvision (seen on 0.4.7).',
    fix: 'Lower `custom.vision.nframes`, or remove the clip.',
  },
  say: ({ frames, nframes }, subject) => ({
    ...(nframes === undefined && frames >= 2 ? { severity: 'warning' as const } : {}),
    message:
      nframes === undefined
        ? `The clip ${subject} has only ${plural(frames, 'frame')}.`
        : `The clip ${subject} has ${frames} frames, fewer than the ${nframes} that custom.vision.nframes asks for.`,
    remedy: [
      ...(nframes === undefined || frames < 2
        ? []
        : [toSet({ 'custom.vision.nframes': BigInt(frames - (frames % 2)) })]),
      note('remove the clip or use a longer one'),
    ],
  }),
});

/** Several clips have the name that a row gives. */
export const clipNameAmbiguous = defineFinding<{ readonly item: string; readonly clips: number }>({
  id: 'clip-name-ambiguous',
  summary: 'Several clips have the name that a row gives.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'Rows name clips by their file name. Several folders below `video_clips` have a clip of that name, and the path in the row does not say which is meant.',
    why: 'The published script takes one of them without a word, so answers may be taught with the clip of another question; ours stops.',
    fix: 'Leave one clip of that name, or write its path below `video_clips` into the row.',
  },
  say: ({ item, clips }, subject) => ({
    message: `${item} names the clip ${subject}, and there are ${clips} of that name.`,
    help: 'Leave one of them, or write its path below video_clips into the row.',
  }),
});

/** ffmpeg could not decode a clip or a picture, or complained while it did. */
export const mediaUndecodable = defineFinding<{
  readonly why: string;
  /** It gave up; else it went on after what it complained of. */
  readonly failed: boolean;
}>({
  id: 'media-undecodable',
  summary: 'A clip or picture cannot be decoded, or not without errors.',
  severity: 'error',
  category: 'data',
  docs: {
    what: 'With `--decode` ffmpeg decoded the file from its first to its last frame, and failed (error), or complained and went on (warning). The header alone looked sound.',
    why: "The engine's video readers are built on ffmpeg's libraries: where ffmpeg fails they fail too, 50 times for the same sample, and then the run ends, with exit code 0 on 0.4.7. What ffmpeg patches over reaches the model as damaged frames.",
    fix: 'Copy or encode the file again, or remove its sample.',
  },
  say: ({ why, failed }, subject) => ({
    ...(failed ? {} : { severity: 'warning' as const }),
    message: `ffmpeg ${failed ? 'could not decode' : 'found errors in'} ${subject}: ${why}.`,
    remedy: toType(['ffmpeg', '-v', 'error', '-i', subject, '-f', 'null', '-'], 'see all of it with {}'),
  }),
});
