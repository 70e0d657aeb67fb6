/** Whether a PNG was cut: its chunks say how long they are (PNG specification, section 5.3). */

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** Length, type and checksum around the data of a chunk. */
const AROUND = 12;
const IEND = 0x49454e44;
/** More chunks than any real picture has. */
const MAX_CHUNKS = 100_000;

/** Where a PNG of `size` bytes ends too early, in words; `undefined` for a whole one, and for what is no PNG. */
export function pngEndsEarly(
  size: number,
  read: (position: number, length: number) => Buffer,
): string | undefined {
  if (!read(0, SIGNATURE.length).equals(SIGNATURE)) return undefined;
  let position = SIGNATURE.length;
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk++) {
    const head = read(position, 8);
    if (head.length < 8) return `it ends at byte ${size}, before its last chunk`;
    const end = position + AROUND + head.readUInt32BE(0);
    if (end > size) {
      return `its chunk ${head.toString('latin1', 4, 8)} ends at byte ${end}, and the file at byte ${size}`;
    }
    if (head.readUInt32BE(4) === IEND) return undefined;
    position = end;
  }
  return `it has more than ${MAX_CHUNKS} chunks`;
}
