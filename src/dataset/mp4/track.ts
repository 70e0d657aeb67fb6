/** A video track as the movie header (`moov`) describes it. */
import { type Box, BoxFields, boxesIn, childOf, descendantOf } from './box.ts';

/** What one `trak` says; times in units of `timescale`. */
export interface Track {
  readonly id: number;
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  /** Clockwise, 0, 90, 180 or 270. */
  readonly rotation: number;
  readonly timescale: number;
  readonly samples: number;
  readonly duration: number;
  /** Seconds that the edit list presents, `undefined` without one. */
  readonly editedSeconds: number | undefined;
  /** Where the last chunk of samples begins in the file. */
  readonly lastChunk: number;
}

/** Whether `trak` holds video, by its handler. */
export function isVideo(bytes: Buffer, trak: Box): boolean {
  const handler = descendantOf(bytes, trak, 'mdia', 'hdlr');
  return handler !== undefined && new BoxFields(bytes, handler).text(8, 4) === 'vide';
}

function timed(
  bytes: Buffer,
  box: Box | undefined,
): { readonly timescale: number; readonly duration: number } {
  if (box === undefined) return { timescale: 0, duration: 0 };
  const fields = new BoxFields(bytes, box);
  return fields.u8(0) === 1
    ? { timescale: fields.u32(20), duration: fields.u64(24) }
    : { timescale: fields.u32(12), duration: fields.u32(16) };
}

/** Timescale and duration of `mvhd`, which counts edit lists. */
export function movieTimescale(bytes: Buffer, moov: Box): number {
  return timed(bytes, childOf(bytes, moov, 'mvhd')).timescale;
}

function countAndDuration(bytes: Buffer, stbl: Box): { readonly samples: number; readonly duration: number } {
  const stts = childOf(bytes, stbl, 'stts');
  let duration = 0;
  let timedSamples = 0;
  if (stts !== undefined) {
    const fields = new BoxFields(bytes, stts);
    const entries = Math.min(fields.u32(4), Math.floor((fields.length - 8) / 8));
    for (let entry = 0; entry < entries; entry += 1) {
      const count = fields.u32(8 + entry * 8);
      timedSamples += count;
      duration += count * fields.u32(12 + entry * 8);
    }
  }
  const sizes = childOf(bytes, stbl, 'stsz') ?? childOf(bytes, stbl, 'stz2');
  const sized = sizes === undefined ? timedSamples : new BoxFields(bytes, sizes).u32(8);
  return { samples: Math.min(sized, timedSamples), duration };
}

function lastChunk(bytes: Buffer, stbl: Box): number {
  const short = childOf(bytes, stbl, 'stco');
  const box = short ?? childOf(bytes, stbl, 'co64');
  if (box === undefined) return 0;
  const fields = new BoxFields(bytes, box);
  const width = short === undefined ? 8 : 4;
  const entries = Math.min(fields.u32(4), Math.floor((fields.length - 8) / width));
  // Read without the bounds of Fields, which `entries` keeps: a clip has thousands of chunks.
  const start = box.start + 8;
  let last = 0;
  for (let at = start; at < start + entries * width; at += width) {
    const offset = width === 8 ? Number(bytes.readBigUInt64BE(at)) : bytes.readUInt32BE(at);
    if (offset > last) last = offset;
  }
  return last;
}

function editedSeconds(bytes: Buffer, trak: Box, timescale: number): number | undefined {
  const elst = descendantOf(bytes, trak, 'edts', 'elst');
  if (elst === undefined || timescale === 0) return undefined;
  const fields = new BoxFields(bytes, elst);
  const long = fields.u8(0) === 1;
  const width = long ? 20 : 12;
  const entries = Math.min(fields.u32(4), Math.floor((fields.length - 8) / width));
  let units = 0;
  for (let entry = 0; entry < entries; entry += 1) {
    const at = 8 + entry * width;
    // A media time of -1 is an empty edit: it shifts the start and presents nothing.
    const mediaTime = long ? fields.i64(at + 8) : fields.i32(at + 4);
    if (mediaTime >= 0) units += long ? fields.u64(at) : fields.u32(at);
  }
  return units > 0 ? units / timescale : undefined;
}

/** Rotation from the matrix of `tkhd`: [a b u c d v x y w] in 16.16, of which a and b tell. */
function rotationOf(
  bytes: Buffer,
  tkhd: Box | undefined,
): { readonly id: number; readonly rotation: number } {
  if (tkhd === undefined) return { id: 0, rotation: 0 };
  const fields = new BoxFields(bytes, tkhd);
  const long = fields.u8(0) === 1;
  const matrix = long ? 52 : 40;
  const degrees = Math.round((Math.atan2(fields.i32(matrix + 4), fields.i32(matrix)) * 180) / Math.PI);
  return { id: fields.u32(long ? 20 : 12), rotation: (((Math.round(degrees / 90) * 90) % 360) + 360) % 360 };
}

/** Reads one video `trak`. */
export function readTrack(bytes: Buffer, trak: Box, movieScale: number): Track {
  const { timescale, duration } = timed(bytes, descendantOf(bytes, trak, 'mdia', 'mdhd'));
  const stbl = descendantOf(bytes, trak, 'mdia', 'minf', 'stbl');
  const stsd = stbl === undefined ? undefined : childOf(bytes, stbl, 'stsd');
  const [entry] = stsd === undefined ? [] : boxesIn(bytes, Math.min(stsd.start + 8, stsd.end), stsd.end);
  const picture = entry === undefined ? undefined : new BoxFields(bytes, entry);
  const table = stbl === undefined ? { samples: 0, duration: 0 } : countAndDuration(bytes, stbl);
  return {
    ...rotationOf(bytes, childOf(bytes, trak, 'tkhd')),
    codec: entry?.type ?? '',
    width: picture?.u16(24) ?? 0,
    height: picture?.u16(26) ?? 0,
    timescale,
    samples: table.samples,
    duration: table.duration > 0 ? table.duration : table.samples > 0 ? duration : 0,
    editedSeconds: editedSeconds(bytes, trak, movieScale),
    lastChunk: stbl === undefined ? 0 : lastChunk(bytes, stbl),
  };
}
