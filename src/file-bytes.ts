/** Reads files that somebody may have put or changed: what is no plain file, too large, or not to be read, is absent. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** No file of a record that we read whole is larger; a run of a million steps has metrics of 200 MB. */
const LIMIT = 512 * 2 ** 20;

/** To open a pipe must not wait for its writer. */
const WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;

/** The bytes of a regular file within the limit, or nothing. */
export function fileBytes(path: string, limit = LIMIT): Buffer | undefined {
  try {
    const file = openSync(path, WITHOUT_WAITING);
    try {
      const status = fstatSync(file);
      const { size } = status;
      if (!status.isFile() || size > limit) return undefined;
      const buffer = Buffer.allocUnsafe(size);
      let read = 0;
      while (read < size) {
        const more = readSync(file, buffer, read, size - read, read);
        if (more === 0) break;
        read += more;
      }
      return buffer.subarray(0, read);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** The last bytes of a regular file, or nothing. */
export function tailBytes(path: string, most: number): Buffer | undefined {
  try {
    const file = openSync(path, WITHOUT_WAITING);
    try {
      const status = fstatSync(file);
      if (!status.isFile()) return undefined;
      const { size } = status;
      const buffer = Buffer.alloc(Math.min(size, most));
      const read = readSync(file, buffer, 0, buffer.length, size - buffer.length);
      return buffer.subarray(0, read);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}
