/** The messages of a file in the Arrow stream format, one by one: a file of any size costs the memory of one message. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Witness } from '../../json/read.ts';
import { Damaged } from './flatbuffer.ts';
import { type MessageHead, messageHead } from './message.ts';

/** A message with its bytes, as the library takes them; those of a batch hold until the next message. */
interface ArrowMessage extends MessageHead {
  readonly bytes: Uint8Array;
}

/** How a file ends: with the mark of its end, or after a whole message. */
export type StreamEnd = 'marked' | 'unmarked';

const MARK = 0xffffffff;
const MAX_HEAD = 16 * 1024 * 1024;
/** A batch is read whole; `save_to_disk` writes 1000 rows into one. */
const MAX_BODY = 1024 * 1024 * 1024;

const LFS = 'version https://git-lfs';

/** Why a file with this beginning is no Arrow stream, where that is plain to see. */
function strange(start: Buffer): string | undefined {
  const text = start.toString('latin1');
  if (start.length === 0) return 'it is empty (0 bytes)';
  if (text.startsWith(LFS)) return 'it is a Git LFS pointer, not the data: run git lfs pull';
  if (text.startsWith('ARROW1'))
    return 'it is in the Arrow file format, not in the stream format of save_to_disk';
  if (text.startsWith('PAR1')) return 'it is a Parquet file';
  return undefined;
}

/** Memory that the library can lay views of 8-byte numbers over. */
const aligned = (length: number): Buffer => Buffer.from(new ArrayBuffer(length));

class Reader {
  readonly size: number;
  #room = aligned(0);
  readonly #descriptor: number;
  at = 0;

  constructor(descriptor: number, size: number) {
    this.#descriptor = descriptor;
    this.size = size;
  }

  /** The next bytes, copied to `into`; throws Damaged where the file ends before. */
  take(into: Buffer): Buffer {
    if (this.at + into.length > this.size)
      throw new Damaged(
        `it ends after ${this.size} bytes, within a message that needs ${this.at + into.length}`,
      );
    let filled = 0;
    while (filled < into.length) {
      const count = readSync(this.#descriptor, into, filled, into.length - filled, this.at + filled);
      if (count === 0) throw new Damaged('it became shorter while it was read');
      filled += count;
    }
    this.at += filled;
    return into;
  }

  /** The same memory for every batch: what is thrown away is not collected at once. */
  room(length: number): Buffer {
    if (this.#room.length < length) this.#room = aligned(length);
    return this.#room.subarray(0, length);
  }

  int(): number {
    return this.take(Buffer.alloc(4)).readUInt32LE();
  }
}

function nextMessage(reader: Reader): ArrowMessage | StreamEnd {
  if (reader.at === reader.size) return 'unmarked';
  const start = reader.at;
  let headLength = reader.int();
  // Streams from before Arrow 0.15 have no mark in front of the length.
  if (headLength === MARK) headLength = reader.int();
  if (headLength === 0) return 'marked';
  if (headLength > MAX_HEAD) throw new Damaged(`there is no message at byte ${start}`);
  const prefix = reader.at - start;
  const head = messageHead(reader.take(Buffer.alloc(headLength)));
  if (head.bodyLength > MAX_BODY)
    throw new Damaged(`a record batch has ${head.bodyLength} bytes, more than is read at once`);
  const length = prefix + headLength + head.bodyLength;
  if (start + length > reader.size)
    throw new Damaged(`it ends after ${reader.size} bytes, within a message that needs ${start + length}`);
  reader.at = start;
  return { ...head, bytes: reader.take(head.kind === 'batch' ? reader.room(length) : aligned(length)) };
}

/** The messages of a file; returns how it ends. Throws Damaged, or what opening the file throws. */
export function* messagesOf(path: string, witness: Witness): Generator<ArrowMessage, StreamEnd> {
  // O_NONBLOCK: to open a pipe must not wait for its writer.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = fstatSync(descriptor);
    witness(path, status);
    if (!status.isFile()) throw new Damaged('it is not a plain file');
    const start = Buffer.alloc(Math.min(status.size, LFS.length));
    const why = strange(start.subarray(0, readSync(descriptor, start, 0, start.length, 0)));
    if (why !== undefined) throw new Damaged(why);
    const reader = new Reader(descriptor, status.size);
    for (;;) {
      const message = nextMessage(reader);
      if (typeof message === 'string') return message;
      yield message;
    }
  } finally {
    closeSync(descriptor);
  }
}
