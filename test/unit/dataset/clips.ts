/** The clips in test/fixtures/dataset, and boxes made by hand. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Absolute path of a fixture clip. */
export function clipPath(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/dataset/${name}.mp4`, import.meta.url));
}

/** Bytes of a fixture clip. */
export function clipBytes(name: string): Buffer {
  return readFileSync(clipPath(name));
}

/** A box with 32-bit size. */
export function box(type: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(body.length + 8);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}

/** A box with 64-bit size. */
export function longBox(type: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1);
  header.write(type, 4, 'latin1');
  header.writeBigUInt64BE(BigInt(body.length + 16), 8);
  return Buffer.concat([header, body]);
}

/** The boxes of a file, by type, whole; the file must be well-formed. */
export function boxesOf(bytes: Buffer): ReadonlyArray<readonly [type: string, whole: Buffer]> {
  const found: Array<readonly [string, Buffer]> = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    found.push([bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at, at + size)]);
    at += size;
  }
  return found;
}

/** A file without its boxes of a type. */
export function withoutBox(bytes: Buffer, type: string): Buffer {
  return Buffer.concat(
    boxesOf(bytes)
      .filter(([name]) => name !== type)
      .map(([, whole]) => whole),
  );
}

/** A copy with the four bytes behind the first `type` + `offset` replaced. */
export function patched(bytes: Buffer, type: string, offset: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = copy.indexOf(type, 0, 'latin1');
  if (at < 0) throw new Error(`the fixture has no ${type}`);
  copy.writeUInt32BE(value, at + 4 + offset);
  return copy;
}

/** A clip whose headers are sound and whose frames are none: every byte of its media data is 0xaa. */
export function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  let at = 0;
  for (const [type, whole] of boxesOf(bytes)) {
    if (type === 'mdat') copy.fill(0xaa, at + 8, at + whole.length);
    at += whole.length;
  }
  return copy;
}
