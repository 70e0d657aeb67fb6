/** Samples that a fragmented MP4 keeps in its `moof` boxes instead of in the movie header. */
import { type Box, BoxFields, boxesIn, childOf } from './box.ts';

/** Samples of one track, and their duration in units of its timescale. */
interface Run {
  readonly samples: number;
  readonly duration: number;
}

const DURATION = 0x100;
const SIZE = 0x200;
const FLAGS = 0x400;
const COMPOSITION = 0x800;

/** Default sample durations by track, from `mvex/trex`. */
export function defaultDurations(bytes: Buffer, moov: Box): ReadonlyMap<number, number> {
  const mvex = childOf(bytes, moov, 'mvex');
  const defaults = new Map<number, number>();
  if (mvex === undefined) return defaults;
  for (const box of boxesIn(bytes, mvex.start, mvex.end)) {
    if (box.type !== 'trex') continue;
    const fields = new BoxFields(bytes, box);
    defaults.set(fields.u32(4), fields.u32(12));
  }
  return defaults;
}

function trackOf(fields: BoxFields): { readonly id: number; readonly duration: number | undefined } {
  const flags = fields.u32(0) & 0xffffff;
  // Optional fields come in this order: base data offset (8), sample description index (4), default duration (4).
  const at = 8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0);
  return { id: fields.u32(4), duration: flags & 0x8 ? fields.u32(at) : undefined };
}

function runOf(fields: BoxFields, usual: number): Run {
  const flags = fields.u32(0) & 0xffffff;
  const samples = fields.u32(4);
  const width = [DURATION, SIZE, FLAGS, COMPOSITION].filter((flag) => flags & flag).length * 4;
  if (!(flags & DURATION)) return { samples, duration: samples * usual };
  const first = 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0);
  const held = Math.max(0, Math.min(samples, Math.floor((fields.length - first) / width)));
  let duration = 0;
  for (let sample = 0; sample < held; sample += 1) duration += fields.u32(first + sample * width);
  return { samples: held, duration };
}

/** The samples of `track` in one `moof`. */
export function fragmentOf(bytes: Buffer, moof: Box, track: number, usual: number): Run {
  let samples = 0;
  let duration = 0;
  for (const traf of boxesIn(bytes, moof.start, moof.end)) {
    if (traf.type !== 'traf') continue;
    const tfhd = childOf(bytes, traf, 'tfhd');
    if (tfhd === undefined) continue;
    const header = trackOf(new BoxFields(bytes, tfhd));
    if (header.id !== track) continue;
    for (const trun of boxesIn(bytes, traf.start, traf.end)) {
      if (trun.type !== 'trun') continue;
      const run = runOf(new BoxFields(bytes, trun), header.duration ?? usual);
      samples += run.samples;
      duration += run.duration;
    }
  }
  return { samples, duration };
}
