/**
 * The MP4 that nearly every file is, in one walk that makes no object for a box: one video track, 32-bit boxes, no fragments,
 * no rotation. Whatever is otherwise is left to the careful reader, which also says what is wrong; where both answer they
 * agree (test/unit/dataset/fast-paths.test.ts).
 */
import type { Clip } from './clip.ts';
import type { Source } from './source.ts';

const four = (text: string): number =>
  text.split('').reduce((number, letter) => ((number << 8) | letter.charCodeAt(0)) >>> 0, 0);

const [FTYP, MOOV, MDAT, MVHD, MVEX, TRAK] = ['ftyp', 'moov', 'mdat', 'mvhd', 'mvex', 'trak'].map(four);
const [TKHD, EDTS, ELST, MDIA, MDHD, HDLR] = ['tkhd', 'edts', 'elst', 'mdia', 'mdhd', 'hdlr'].map(four);
const [MINF, STBL, STSD, STTS, STSZ, STCO] = ['minf', 'stbl', 'stsd', 'stts', 'stsz', 'stco'].map(four);
const [CO64, STZ2, VIDE] = ['co64', 'stz2', 'vide'].map(four);
/** A longer one begins like a file of another format. */
const MAX_FTYP = 4096;
/** Boxes at the top that hold nothing of interest. */
const OTHER = new Set(['free', 'skip', 'wide', 'udta', 'meta', 'uuid'].map(four));
/** A movie header of a clip is some kilobytes. */
const MAX_MOOV = 1024 * 1024;
const CODECS = new Map(['avc1', 'hvc1', 'hev1', 'mp4v', 'av01', 'vp09'].map((name) => [four(name), name]));

/** What the boxes say so far; -1 where none has. */
interface Found {
  movieScale: number;
  tracks: number;
  video: boolean;
  turned: boolean;
  scale: number;
  samples: number;
  sized: number;
  duration: number;
  edited: number;
  lastChunk: number;
  codec: string;
  width: number;
  height: number;
}

function u32(bytes: Buffer, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0)) >>>
    0
  );
}

/** Each of these takes the content of a box, and gives false where the careful reader has to look. */
type Take = (bytes: Buffer, start: number, end: number, found: Found) => boolean;

/** What is done with the boxes of a place, by their type; each has a bit of its own. */
type Takes = ReadonlyMap<number, { readonly take: Take; readonly bit: number }>;

/** Goes through the boxes of a range; a type may stand in it once, but for `repeated`. */
function walk(bytes: Buffer, start: number, end: number, found: Found, takes: Takes, repeated = 0): boolean {
  let seen = 0;
  for (let at = start; at < end; ) {
    if (at + 8 > end) return false;
    const size = u32(bytes, at);
    if (size < 8 || at + size > end) return false;
    const type = u32(bytes, at + 4);
    const known = takes.get(type);
    if (known !== undefined) {
      if (seen & known.bit && type !== repeated) return false;
      seen |= known.bit;
      if (!known.take(bytes, at + 8, at + size, found)) return false;
    }
    at += size;
  }
  return true;
}

/** Rows of a table behind version, flags and their number, as many as it has room for. */
function rows(bytes: Buffer, start: number, end: number, width: number): number {
  return Math.min(u32(bytes, start + 4), Math.floor((end - start - 8) / width));
}

const refuse: Take = () => false;

const takeMvhd: Take = (bytes, start, end, found) => {
  if (end - start < 20 || bytes[start] !== 0) return false;
  found.movieScale = u32(bytes, start + 12);
  return true;
};

const takeTkhd: Take = (bytes, start, end, found) => {
  if (end - start < 84 || bytes[start] !== 0) return false;
  found.turned = u32(bytes, start + 40) !== 0x10000 || u32(bytes, start + 44) !== 0;
  return true;
};

const takeMdhd: Take = (bytes, start, end, found) => {
  if (end - start < 20 || bytes[start] !== 0) return false;
  found.scale = u32(bytes, start + 12);
  return true;
};

const takeHdlr: Take = (bytes, start, end, found) => {
  if (end - start < 12) return false;
  found.video = u32(bytes, start + 8) === VIDE;
  return true;
};

const takeElst: Take = (bytes, start, end, found) => {
  if (end - start < 8 || bytes[start] !== 0) return false;
  let units = 0;
  for (let row = rows(bytes, start, end, 12) - 1, at = start + 8; row >= 0; row -= 1, at += 12) {
    // A media time of -1 is an empty edit: it shifts the start and presents nothing.
    if (((bytes[at + 4] ?? 0) & 0x80) === 0) units += u32(bytes, at);
  }
  found.edited = units;
  return true;
};

const takeStts: Take = (bytes, start, end, found) => {
  if (end - start < 8) return false;
  [found.samples, found.duration] = [0, 0];
  for (let row = rows(bytes, start, end, 8) - 1, at = start + 8; row >= 0; row -= 1, at += 8) {
    const count = u32(bytes, at);
    found.samples += count;
    found.duration += count * u32(bytes, at + 4);
  }
  return true;
};

const takeStsz: Take = (bytes, start, end, found) => {
  if (end - start < 12) return false;
  found.sized = u32(bytes, start + 8);
  return true;
};

const takeStco: Take = (bytes, start, end, found) => {
  if (end - start < 8) return false;
  found.lastChunk = 0;
  for (let row = rows(bytes, start, end, 4) - 1, at = start + 8; row >= 0; row -= 1, at += 4) {
    const offset = u32(bytes, at);
    if (offset > found.lastChunk) found.lastChunk = offset;
  }
  return true;
};

const takeStsd: Take = (bytes, start, end, found) => {
  const entry = start + 8;
  const size = u32(bytes, entry);
  if (entry + 36 > end || size < 36 || entry + size > end) return false;
  const codec = CODECS.get(u32(bytes, entry + 4));
  if (codec === undefined) return true;
  found.codec = codec;
  const picture = u32(bytes, entry + 32);
  found.width = picture >>> 16;
  found.height = picture & 0xffff;
  return true;
};

const inside =
  (takes: Takes): Take =>
  (bytes, start, end, found) =>
    walk(bytes, start, end, found, takes);

const table = (...entries: ReadonlyArray<readonly [number | undefined, Take]>): Takes =>
  new Map(entries.map(([type = 0, take], place) => [type, { take, bit: 1 << place }]));

const stbl = table(
  [STSD, takeStsd],
  [STTS, takeStts],
  [STSZ, takeStsz],
  [STCO, takeStco],
  [CO64, refuse],
  [STZ2, refuse],
);
const mdia = table([MDHD, takeMdhd], [HDLR, takeHdlr], [MINF, inside(table([STBL, inside(stbl)]))]);
const trak = table([TKHD, takeTkhd], [EDTS, inside(table([ELST, takeElst]))], [MDIA, inside(mdia)]);

/** A track of anything but video is walked through, and forgotten. */
const takeTrak: Take = (bytes, start, end, found) => {
  const one = { ...found, ...NOTHING };
  if (!walk(bytes, start, end, one, trak)) return false;
  if (!one.video) return true;
  // Which of several is the clip is for the careful reader.
  if (found.tracks > 0) return false;
  Object.assign(found, one, { movieScale: found.movieScale, tracks: 1 });
  return true;
};

const moov = table([MVHD, takeMvhd], [MVEX, refuse], [TRAK, takeTrak]);

const NOTHING = {
  video: false,
  turned: true,
  scale: 0,
  samples: 0,
  sized: 0,
  duration: 0,
  edited: 0,
  lastChunk: -1,
  codec: '',
  width: 0,
  height: 0,
};

function clipOf(found: Found, size: number): Clip | undefined {
  const { movieScale, scale, samples, sized, duration, edited, lastChunk, codec, width, height } = found;
  const frames = Math.min(sized, samples);
  const sound = found.tracks === 1 && !found.turned && codec !== '' && lastChunk >= 0 && lastChunk < size;
  if (!sound || frames === 0 || scale === 0 || duration === 0 || width === 0 || height === 0)
    return undefined;
  const seconds = duration / scale;
  const fps = frames / seconds;
  const shown = edited > 0 && movieScale > 0 ? edited / movieScale : undefined;
  const isEdited = shown !== undefined && shown < seconds - 0.5 / fps;
  return {
    durationSeconds: isEdited ? shown : seconds,
    frames,
    fps,
    width,
    height,
    codec,
    fragmented: false,
    edited: isEdited,
    rotation: 0,
  };
}

/** The clip in a file of the usual kind; `undefined` for any other, sound or not. */
export function flatClip(source: Source): Clip | undefined {
  const { size } = source;
  const found: Found = { movieScale: 0, tracks: 0, ...NOTHING };
  let moovs = 0;
  for (let at = 0, count = 0; at < size; count += 1) {
    if (count === 16) return undefined;
    const head = source.read(at, 16);
    if (head.length < 8) return undefined;
    const length = u32(head, 0);
    const type = u32(head, 4);
    if (length < 8 || at + length > size || (at === 0 && (type !== FTYP || length > MAX_FTYP)))
      return undefined;
    if (type === MOOV) {
      moovs += 1;
      if (moovs > 1 || length > MAX_MOOV) return undefined;
      const bytes = source.read(at, length);
      if (bytes.length < length || !walk(bytes, 8, length, found, moov, TRAK)) return undefined;
    } else if (type !== FTYP && type !== MDAT && !OTHER.has(type)) return undefined;
    at += length;
  }
  return clipOf(found, size);
}
