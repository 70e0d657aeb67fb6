/** Whether a JPEG was cut: behind the pixels stands a marker of its end (ITU-T T.81, B.1.1). */

const [START, END] = [Buffer.from('ffd8', 'hex'), Buffer.from('ffd9', 'hex')];
const START_OF_SCAN = 0xda;
const STEP = 64 * 1024;
/** No picture of a dataset is larger; what stands behind its end, a video for example, may be. */
const MAX_SCANNED = 64 * 1024 * 1024;

type Read = (position: number, length: number) => Buffer;

/** Where the first scan begins; `undefined` where the segments before it do not follow each other. */
function scanStart(size: number, read: Read): number | undefined {
  for (let position = 2; position < size; ) {
    const head = read(position, 4);
    const [mark, type] = head;
    if (mark !== 0xff || head.length < 4) return undefined;
    if (type === START_OF_SCAN) return position;
    position += 2 + head.readUInt16BE(2);
  }
  return undefined;
}

/** Where a JPEG of `size` bytes ends too early, in words; `undefined` for a whole one, and for what is no JPEG. */
export function jpegEndsEarly(size: number, read: Read): string | undefined {
  if (!read(0, 2).equals(START) || read(size - 2, 2).equals(END)) return undefined;
  const start = scanStart(size, read);
  if (start === undefined) return undefined;
  // Pixels never hold the marker: a byte of 0xff is followed by 0 there (F.1.2.3).
  for (let position = start; position < Math.min(size, start + MAX_SCANNED); position += STEP - 1) {
    if (read(position, STEP).includes(END)) return undefined;
  }
  return `it ends at byte ${size}, before the end of its pixels`;
}
