/** Bytes by position, from a file or from memory: reads what is asked for, never the media data. */
import { readSync } from 'node:fs';

/** Something to read bytes from, as large as `size`. */
export interface Source {
  readonly size: number;
  /** Up to `length` bytes at `position`; fewer at the end. The bytes hold until the next call. */
  read(position: number, length: number): Buffer;
}

/** A whole file in memory. */
export function memorySource(bytes: Buffer): Source {
  return { size: bytes.length, read: (position, length) => bytes.subarray(position, position + length) };
}

const WINDOW = 16 * 1024;
/** Shared by all files, since the reader is synchronous: 10,000 clips need no 10,000 buffers. */
const shared = Buffer.alloc(WINDOW);

/** An open file. Small reads come out of a window, so that most clips need a single system call. */
export function fileSource(descriptor: number, size: number): Source {
  let windowStart = 0;
  let windowEnd = 0;
  const fill = (target: Buffer, position: number): number => {
    // A read that is asked for no more than there is needs no second one to see the end.
    const wanted = Math.min(target.length, size - position);
    let filled = 0;
    while (filled < wanted) {
      const count = readSync(descriptor, target, filled, wanted - filled, position + filled);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  };
  return {
    size,
    read(position, length) {
      if (length > WINDOW) {
        const large = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - position)));
        return large.subarray(0, fill(large, position));
      }
      if (position < windowStart || position + length > windowEnd) {
        windowStart = position;
        windowEnd = position + fill(shared, position);
      }
      return shared.subarray(position - windowStart, Math.min(position + length, windowEnd) - windowStart);
    },
  };
}
