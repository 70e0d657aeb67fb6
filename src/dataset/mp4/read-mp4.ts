/** What an MP4 says about its video, without decoding any of it. Never throws on its content. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import type { Witness } from '../../json/read.ts';
import { type Box, boxesIn, childOf, headerAt } from './box.ts';
import type { Clip } from './clip.ts';
import { flatClip } from './flat.ts';
import { defaultDurations, fragmentOf } from './fragment.ts';
import { otherContainer } from './other-container.ts';
import { fileSource, type Source } from './source.ts';
import { isVideo, movieTimescale, readTrack, type Track } from './track.ts';

/** Why a file cannot be taken as a clip. */
export type Mp4Problem =
  | 'unreadable'
  | 'not-a-file'
  | 'empty'
  | 'lfs-pointer'
  | 'other-container'
  | 'not-mp4'
  | 'truncated'
  | 'no-video-track'
  | 'no-frames';

/** A clip, or a typed problem with a sentence about it. */
export type Mp4Result =
  | { readonly ok: true; readonly clip: Clip }
  | { readonly ok: false; readonly problem: Mp4Problem; readonly detail: string };

/** A movie header of a clip is some kilobytes; one of hours is some megabytes. */
const MAX_MOOV = 64 * 1024 * 1024;
const MAX_MOOF = 4 * 1024 * 1024;
/** More boxes than any real clip has at its top level: an hour in fragments of 0.1 s. */
const MAX_BOXES = 100_000;
const TOP_LEVEL = new Set(
  'ftyp styp moov mdat free skip wide pnot uuid sidx ssix moof mfra emsg meta prft udta'.split(' '),
);

function problem(name: Mp4Problem, detail: string): Mp4Result {
  return { ok: false, problem: name, detail };
}

function mainVideo(bytes: Buffer, moov: Box): Track | undefined {
  const scale = movieTimescale(bytes, moov);
  let best: Track | undefined;
  for (const trak of boxesIn(bytes, moov.start, moov.end)) {
    if (trak.type !== 'trak' || !isVideo(bytes, trak)) continue;
    const track = readTrack(bytes, trak, scale);
    // A cover picture is a track of one frame beside the real one.
    if (best === undefined || track.samples > best.samples) best = track;
  }
  return best;
}

function clipOf(track: Track, samples: number, duration: number, fragmented: boolean): Mp4Result {
  const { width, height, timescale, codec, rotation, editedSeconds } = track;
  if (samples === 0) return problem('no-frames', 'its video track has no frames');
  if (timescale === 0 || duration === 0) return problem('no-frames', 'its video track has a duration of 0');
  if (width === 0 || height === 0) return problem('no-video-track', 'its video track has no picture size');
  const seconds = duration / timescale;
  const fps = samples / seconds;
  // A fragmented file states in its edit list what was known when it was begun, often nothing.
  const edited = !fragmented && editedSeconds !== undefined && editedSeconds < seconds - 0.5 / fps;
  const turned = rotation === 90 || rotation === 270;
  return {
    ok: true,
    clip: {
      durationSeconds: edited ? editedSeconds : seconds,
      frames: samples,
      fps,
      width: turned ? height : width,
      height: turned ? width : height,
      codec,
      fragmented,
      edited,
      rotation,
    },
  };
}

/** Reads the boxes of `source`; for files use `readMp4`. */
export function readSource(source: Source): Mp4Result {
  if (source.size === 0) return problem('empty', 'it has 0 bytes');
  const beginning = source.read(0, 64);
  if (beginning.toString('latin1', 0, 24) === 'version https://git-lfs.') {
    return problem('lfs-pointer', 'it is a Git LFS pointer');
  }
  const other = otherContainer(beginning);
  if (other !== undefined)
    return problem(other.readable ? 'other-container' : 'not-mp4', `it is ${other.name}`);
  let track: Track | undefined;
  let usual = 0;
  let fragmented = false;
  let samples = 0;
  let duration = 0;
  let hasMoov = false;
  let hasData = false;
  let at = 0;
  for (let count = 0; at < source.size; count += 1) {
    if (count === MAX_BOXES) return problem('not-mp4', `it has more than ${MAX_BOXES} boxes`);
    const header = headerAt(source.read(at, 16), 0);
    if (header === undefined || !TOP_LEVEL.has(header.type)) {
      // Padding or foreign bytes behind a whole movie harm no reader.
      if (hasMoov) break;
      const what = at === 0 ? 'it does not begin with a box of an MP4' : `at byte ${at} is no box of an MP4`;
      return problem(at > 0 && hasData ? 'truncated' : 'not-mp4', what);
    }
    const end = header.size === 0 ? source.size : at + header.size;
    if (end > source.size) {
      const missing = end - source.size;
      return problem('truncated', `its ${header.type} box ends ${missing} bytes behind the end of the file`);
    }
    if (header.type === 'mdat') hasData = true;
    const limit = header.type === 'moov' ? MAX_MOOV : MAX_MOOF;
    const relevant = (header.type === 'moov' && !hasMoov) || (header.type === 'moof' && track !== undefined);
    if (relevant && end - at > limit)
      return problem('not-mp4', `its ${header.type} box has ${end - at} bytes`);
    if (relevant) {
      const bytes = source.read(at, end - at);
      const box: Box = { type: header.type, start: header.headerBytes, end: bytes.length };
      if (header.type === 'moov') {
        hasMoov = true;
        track = mainVideo(bytes, box);
        if (track === undefined) return problem('no-video-track', 'it has no video track');
        if (track.lastChunk >= source.size) {
          return problem('truncated', `its frames go on behind the end of the file (byte ${source.size})`);
        }
        samples = track.samples;
        duration = track.duration;
        fragmented = childOf(bytes, box, 'mvex') !== undefined;
        usual = defaultDurations(bytes, box).get(track.id) ?? 0;
      } else if (track !== undefined) {
        const run = fragmentOf(bytes, box, track.id, usual);
        samples += run.samples;
        duration += run.duration;
      }
    }
    at = end;
  }
  if (track === undefined) {
    const what = 'it has no movie header (moov): a recording or a copy that was cut off';
    return problem(hasData ? 'truncated' : 'not-mp4', what);
  }
  return clipOf(track, samples, duration, fragmented);
}

/** Reads a clip. Of anything but a plain file nothing is read, so that a pipe or a device cannot block. */
export function readMp4(path: string, witness?: Witness): Mp4Result {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = fstatSync(descriptor);
    witness?.(path, status);
    if (!status.isFile()) return problem('not-a-file', 'it is not a plain file');
    const source = fileSource(descriptor, status.size);
    const clip = flatClip(source);
    return clip === undefined ? readSource(source) : { ok: true, clip };
  } catch (error) {
    witness?.(path, undefined);
    return problem('unreadable', (error as NodeJS.ErrnoException).code ?? String(error));
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
