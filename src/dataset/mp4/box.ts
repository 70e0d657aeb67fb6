/** Boxes of an MP4 (ISO 14496-12, 4.2): size, four-letter type, content. Reads a buffer and never beyond it. */

/** One box: its type and the range of its content in the buffer. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** The header of a box at `at`: its type, where its content starts and its whole size (0: to the end). */
interface BoxHeader {
  readonly type: string;
  readonly headerBytes: number;
  readonly size: number;
}

/** The header at `at`, or `undefined` if there is none: too few bytes, or a size smaller than its own header. */
export function headerAt(bytes: Buffer, at: number, end = bytes.length): BoxHeader | undefined {
  if (at + 8 > end) return undefined;
  const short = bytes.readUInt32BE(at);
  const type = bytes.toString('latin1', at + 4, at + 8);
  if (short !== 1) return short === 0 || short >= 8 ? { type, headerBytes: 8, size: short } : undefined;
  if (at + 16 > end) return undefined;
  const long = bytes.readBigUInt64BE(at + 8);
  if (long < 16n || long > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return { type, headerBytes: 16, size: Number(long) };
}

/** The boxes that lie in a range, in order; ends at the first one that does not fit. */
export function* boxesIn(bytes: Buffer, start: number, end: number): Generator<Box> {
  for (let at = start; at < end; ) {
    const header = headerAt(bytes, at, end);
    if (header === undefined) return;
    const next = header.size === 0 ? end : at + header.size;
    if (next > end) return;
    yield { type: header.type, start: at + header.headerBytes, end: next };
    at = next;
  }
}

/** Four letters as the number that stands in a file. */
function typeNumber(type: string): number {
  return (
    ((type.charCodeAt(0) << 24) |
      (type.charCodeAt(1) << 16) |
      (type.charCodeAt(2) << 8) |
      type.charCodeAt(3)) >>>
    0
  );
}

/** The first box of `type` directly inside `parent`; makes no object but the one it finds, for it is asked often. */
export function childOf(bytes: Buffer, parent: Box, type: string): Box | undefined {
  const wanted = typeNumber(type);
  const { end } = parent;
  for (let at = parent.start; at + 8 <= end; ) {
    const short = bytes.readUInt32BE(at);
    const plain = short >= 8;
    const header = plain ? undefined : headerAt(bytes, at, end);
    if (!plain && header === undefined) return undefined;
    const size = header === undefined ? short : header.size;
    const next = size === 0 ? end : at + size;
    if (next > end) return undefined;
    if (bytes.readUInt32BE(at + 4) === wanted)
      return { type, start: at + (header?.headerBytes ?? 8), end: next };
    at = next;
  }
  return undefined;
}

/** The box at the end of a path of types, each directly inside the one before. */
export function descendantOf(bytes: Buffer, parent: Box, ...types: readonly string[]): Box | undefined {
  let box: Box | undefined = parent;
  for (const type of types) {
    if (box === undefined) return undefined;
    box = childOf(bytes, box, type);
  }
  return box;
}

/** Numbers of a box, read from its start; 0 where the box is too short, so that no read can throw. */
export class BoxFields {
  readonly #bytes: Buffer;
  readonly #box: Box;

  constructor(bytes: Buffer, box: Box) {
    this.#bytes = bytes;
    this.#box = box;
  }

  get length(): number {
    return this.#box.end - this.#box.start;
  }

  #fits(offset: number, size: number): boolean {
    return offset >= 0 && offset + size <= this.length;
  }

  u8(offset: number): number {
    return this.#fits(offset, 1) ? this.#bytes.readUInt8(this.#box.start + offset) : 0;
  }

  u16(offset: number): number {
    return this.#fits(offset, 2) ? this.#bytes.readUInt16BE(this.#box.start + offset) : 0;
  }

  u32(offset: number): number {
    return this.#fits(offset, 4) ? this.#bytes.readUInt32BE(this.#box.start + offset) : 0;
  }

  i32(offset: number): number {
    return this.#fits(offset, 4) ? this.#bytes.readInt32BE(this.#box.start + offset) : 0;
  }

  u64(offset: number): number {
    return this.#fits(offset, 8) ? Number(this.#bytes.readBigUInt64BE(this.#box.start + offset)) : 0;
  }

  i64(offset: number): number {
    return this.#fits(offset, 8) ? Number(this.#bytes.readBigInt64BE(this.#box.start + offset)) : 0;
  }

  text(offset: number, size: number): string {
    return this.#fits(offset, size)
      ? this.#bytes.toString('latin1', this.#box.start + offset, this.#box.start + offset + size)
      : '';
  }
}
