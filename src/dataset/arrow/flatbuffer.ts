/** Just enough of FlatBuffers to look at the head of an Arrow message before a library trusts it. */

/** What is read is not what it claims to be. */
export class Damaged extends Error {}

/** A table of a FlatBuffer. Every look is inside the buffer, or throws. */
export class Table {
  readonly #bytes: Buffer;
  readonly #at: number;

  private constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** The table whose offset stands at `at`. */
  static at(bytes: Buffer, at: number): Table {
    return new Table(bytes, at + bytes.readUInt32LE(at));
  }

  /** Where the field with a number, counted from 0, stands; `undefined` where it is left out. */
  #place(field: number): number | undefined {
    const vtable = this.#at - this.#bytes.readInt32LE(this.#at);
    const slot = 4 + 2 * field;
    if (slot >= this.#bytes.readUInt16LE(vtable)) return undefined;
    const offset = this.#bytes.readUInt16LE(vtable + slot);
    return offset === 0 ? undefined : this.#at + offset;
  }

  byte(field: number): number {
    const place = this.#place(field);
    return place === undefined ? 0 : this.#bytes.readUInt8(place);
  }

  long(field: number): number {
    const place = this.#place(field);
    return place === undefined ? 0 : Number(this.#bytes.readBigInt64LE(place));
  }

  table(field: number): Table | undefined {
    const place = this.#place(field);
    return place === undefined ? undefined : Table.at(this.#bytes, place);
  }

  /** Where each item of a vector stands; a vector longer than the buffer throws. */
  places(field: number, stride: number): readonly number[] {
    const place = this.#place(field);
    if (place === undefined) return [];
    const base = place + this.#bytes.readUInt32LE(place);
    const count = this.#bytes.readUInt32LE(base);
    if (base + 4 + count * stride > this.#bytes.length)
      throw new Damaged('a list is longer than its message');
    return Array.from({ length: count }, (_, item) => base + 4 + item * stride);
  }

  tables(field: number): readonly Table[] {
    return this.places(field, 4).map((place) => Table.at(this.#bytes, place));
  }

  /** One number of each item of a vector, `offset` bytes behind its beginning. */
  longs(field: number, stride = 8, offset = 0): readonly number[] {
    return this.places(field, stride).map((place) => Number(this.#bytes.readBigInt64LE(place + offset)));
  }
}
