/** What a picture's header says about its size, without decoding any of it. Never throws on its content. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { disableTypes, imageSize } from 'image-size';
import type { Witness } from '../../json/read.ts';
import type { Picture } from '../sample.ts';
import { jpegEndsEarly } from './jpeg.ts';
import { pngEndsEarly } from './png.ts';

/** Why a file cannot be taken as a picture. */
export type PictureProblem =
  | 'unreadable'
  | 'not-a-file'
  | 'empty'
  | 'lfs-pointer'
  | 'truncated'
  | 'not-a-picture';

/** A picture, or a typed problem with a sentence about it. */
export type PictureResult =
  | { readonly ok: true; readonly picture: Picture }
  | { readonly ok: false; readonly problem: PictureProblem; readonly detail: string };

/** The size of a JPEG stands behind its thumbnails and colour profiles. */
const HEAD = 512 * 1024;
/** Enough for every format but such a JPEG. */
const SHORT_HEAD = 8 * 1024;
const shared = Buffer.alloc(HEAD);
/** Pillow, with which the engine reads pictures, decodes none of these. */
disableTypes(['svg', 'jxl', 'jxl-stream', 'ktx']);

function problem(name: PictureProblem, detail: string): PictureResult {
  return { ok: false, problem: name, detail };
}

/** The beginning of the picture that is read, which most questions about it are answered from. */
const beginning = Buffer.alloc(SHORT_HEAD);

function fill(descriptor: number, into: Buffer, position: number, length: number): Buffer {
  let filled = 0;
  while (filled < length) {
    const count = readSync(descriptor, into, filled, length - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return into.subarray(0, filled);
}

/** Reads bytes at a position; they hold until the next call. */
function reader(descriptor: number, size: number): (position: number, length: number) => Buffer {
  const head = fill(descriptor, beginning, 0, Math.min(size, SHORT_HEAD));
  const known = head.length === size ? size : Math.min(head.length, SHORT_HEAD);
  return (position, length) => {
    const end = position + length;
    if (end <= known || known === size) return head.subarray(position, Math.min(end, known));
    return fill(descriptor, shared, position, length);
  };
}

/** The size in a PNG as every writer makes it: its first chunk is IHDR, which begins with width and height (section 11.2.1). */
export function pngSize(head: Buffer): Picture | undefined {
  if (head.length < 24 || head.readUInt32BE(0) !== 0x89504e47 || head.readUInt32BE(12) !== 0x49484452)
    return undefined;
  if (head.readUInt32BE(4) !== 0x0d0a1a0a) return undefined;
  const [width, height] = [head.readUInt32BE(16), head.readUInt32BE(20)];
  return width > 0 && height > 0 ? { width, height } : undefined;
}

function sizeIn(head: Buffer): Picture | undefined {
  const png = pngSize(head);
  if (png !== undefined) return png;
  try {
    // As stored: the engine's reader does not turn pictures by their EXIF orientation (qwen-vl-utils 0.0.14, fetch_image).
    const { width, height } = imageSize(head);
    return width > 0 && height > 0 ? { width, height } : undefined;
  } catch {
    return undefined;
  }
}

/** Says what the picture of `size` bytes is, out of the few that `read` is asked for. */
export function pictureIn(size: number, read: (position: number, length: number) => Buffer): PictureResult {
  if (size === 0) return problem('empty', 'it has no bytes');
  let head = read(0, Math.min(size, SHORT_HEAD));
  if (head.toString('latin1', 0, 24).startsWith('version https://git-lfs')) {
    return problem('lfs-pointer', 'it is a Git LFS pointer');
  }
  let picture = sizeIn(head);
  if (picture === undefined && size > SHORT_HEAD) {
    head = read(0, Math.min(size, HEAD));
    picture = sizeIn(head);
  }
  if (picture === undefined) return problem('not-a-picture', 'its header is not that of a picture');
  const missing = pngEndsEarly(size, read) ?? jpegEndsEarly(size, read);
  return missing === undefined ? { ok: true, picture } : problem('truncated', missing);
}

/** Reads the header of the picture at `path`. */
export function readPicture(path: string, witness?: Witness): PictureResult {
  let descriptor: number;
  try {
    // O_NONBLOCK: to open a pipe must not wait for its writer.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    witness?.(path, undefined);
    return problem('unreadable', (error as NodeJS.ErrnoException).code ?? String(error));
  }
  try {
    const status = fstatSync(descriptor);
    witness?.(path, status);
    if (!status.isFile()) return problem('not-a-file', 'it is not a plain file');
    return pictureIn(status.size, reader(descriptor, status.size));
  } catch (error) {
    return problem('unreadable', (error as NodeJS.ErrnoException).code ?? String(error));
  } finally {
    closeSync(descriptor);
  }
}
