/** Whether one file of a checkpoint holds something: markers survive a power failure that the data behind them did not. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { readAt } from '../../../checkpoint/safetensors.ts';

const ZIP_END = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
const ZIP_TAIL = 66 * 1024;
/** Whatever torch.save writes has a magic number within it. */
const HEAD = 64;

/** Why a file of a checkpoint cannot be whole; `undefined` where nothing speaks against it. Never throws. */
export function partProblem(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = fstatSync(file);
    if (!status.isFile()) return 'it is no plain file';
    const { size } = status;
    if (size === 0) return 'it is empty';
    const head = readAt(file, 0, Math.min(size, HEAD));
    if (head.every((byte) => byte === 0)) return 'it begins with nothing but zeros';
    // torch.save writes a zip, whose directory is at the end: a cut one has none.
    if (head.toString('latin1', 0, 2) !== 'PK') return undefined;
    const tail = readAt(file, Math.max(0, size - ZIP_TAIL), Math.min(size, ZIP_TAIL));
    return tail.includes(ZIP_END) ? undefined : 'it was cut';
  } catch (error) {
    return `it cannot be read: ${(error as NodeJS.ErrnoException).code}`;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
