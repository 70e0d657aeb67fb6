/** Reads what was appended to a growing file since the last look, also if somebody truncates, moves or removes it meanwhile. */
import { closeSync, constants, existsSync, fstatSync, openSync, readSync } from 'node:fs';

/** A reader that remembers how far it came. */
export interface Tail {
  /** Hands new bytes to `take`, `most` at most; returns how many more there are. */
  read(take: (chunk: Buffer) => void, most?: number): number;
  close(): void;
}

/** Small enough that what is remembered of a line, which keeps the text of its chunk, costs little. */
const CHUNK = 1 << 18;

/**
 * Follows `path`; a file that does not exist yet, or cannot be read, has no bytes. It is opened once: the writer goes on with the same file
 * whatever happens to its name. A file that became shorter was truncated, and what is in it is new.
 */
export function tailOf(path: string): Tail {
  let position = 0;
  let file: number | undefined;
  return {
    read(take, most = Number.POSITIVE_INFINITY) {
      // Asked first: a failed opening makes an error, which was half of what a silent run cost.
      if (file === undefined && !existsSync(path)) return 0;
      try {
        // What somebody put in its place may be a pipe, whose opening must not wait, or a loop of links.
        file ??= openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      } catch {
        return 0;
      }
      const status = fstatSync(file);
      if (!status.isFile()) return 0;
      const { size } = status;
      if (size < position) position = 0;
      const end = Math.min(size, position + most);
      const buffer = Buffer.allocUnsafe(Math.min(CHUNK, end - position));
      while (position < end) {
        const read = readSync(file, buffer, 0, Math.min(buffer.length, end - position), position);
        if (read === 0) return 0;
        position += read;
        take(buffer.subarray(0, read));
      }
      return size - position;
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}
