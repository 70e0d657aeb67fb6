/** Reads what was appended to a growing file since the last look. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A reader that remembers how far it came. */
export interface Tail {
  /** Hands new bytes to `take`; returns how many there were. */
  read(take: (chunk: Buffer) => void): number;
}

const CHUNK = 1 << 20;

/** Follows `path` from `offset`; a file that does not exist yet has no bytes. */
export function tailOf(path: string, offset = 0): Tail {
  let position = offset;
  return {
    read(take) {
      let file: number;
      try {
        file = openSync(path, 'r');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
        throw error;
      }
      const start = position;
      try {
        const size = fstatSync(file).size;
        while (position < size) {
          const buffer = Buffer.allocUnsafe(Math.min(CHUNK, size - position));
          const read = readSync(file, buffer, 0, buffer.length, position);
          if (read === 0) break;
          position += read;
          take(buffer.subarray(0, read));
        }
      } finally {
        closeSync(file);
      }
      return position - start;
    },
  };
}
