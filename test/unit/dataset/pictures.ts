/** Small pictures made by hand. */
import { crc32, deflateSync } from 'node:zlib';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(checksumOf(body));
  return Buffer.concat([length, body, checksum]);
}

/** CRC-32 of the PNG specification; zlib has it from Node.js 22 on. */
function checksumOf(bytes: Buffer): number {
  if (typeof crc32 === 'function') return crc32(bytes);
  let state = 0xffffffff;
  for (const byte of bytes) {
    state ^= byte;
    for (let bit = 0; bit < 8; bit += 1) state = state & 1 ? (state >>> 1) ^ 0xedb88320 : state >>> 1;
  }
  return (state ^ 0xffffffff) >>> 0;
}

/** A grey PNG. */
export function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A JPEG as far as headers go, whose size stands behind `before` bytes of comments, and its pixels before its end. */
export function jpeg(width: number, height: number, before = 16): Buffer {
  const comment = Buffer.alloc(Math.min(before, 65_000) + 4);
  comment.set([0xff, 0xfe]);
  comment.writeUInt16BE(comment.length - 2, 2);
  const frame = Buffer.from('ffc00011080000000003012200021101031101', 'hex');
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  const comments = Array.from({ length: Math.ceil(before / 65_000) }, () => comment);
  const scan = Buffer.from('ffda000c03010002110311003f00', 'hex');
  const end = Buffer.from('ffd9', 'hex');
  return Buffer.concat([Buffer.from('ffd8', 'hex'), ...comments, frame, scan, Buffer.alloc(200, 0x55), end]);
}

/** A GIF, a WebP and a BMP of 64x48 pixels: their headers and some bytes more. */
export const OTHERS: Readonly<Record<string, Buffer>> = {
  gif: Buffer.concat([Buffer.from('474946383961400030000000003b', 'hex'), Buffer.alloc(32)]),
  webp: Buffer.concat([
    Buffer.from('524946463200000057454250565038580a000000000000003f00002f0000', 'hex'),
    Buffer.alloc(32),
  ]),
  bmp: Buffer.concat([
    Buffer.from('424d7a000000000000003600000028000000400000003000000001001800', 'hex'),
    Buffer.alloc(100),
  ]),
};
