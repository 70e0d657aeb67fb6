/** Reads the bytes of a config in bounds: a plain file of a sensible size, and never a pipe that hangs. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { whyUnreadable } from '../path-status.ts';

/** A config has some kilobytes; what is far larger is something else, and the engine's reader needs time with its square. */
const LARGEST_BYTES = 256 * 1024;

/** The bytes of a file, or a clause that says why there are none: "does not exist". */
type ConfigBytes = { readonly data: Uint8Array } | { readonly problem: string };

/** The bytes, if they are few enough for a config. */
export function withinBounds(data: Uint8Array): ConfigBytes {
  return data.length > LARGEST_BYTES ? { problem: tooLarge(data.length) } : { data };
}

const tooLarge = (bytes: number) => `has ${bytes} bytes, which is no config (the limit is ${LARGEST_BYTES})`;

/** Opened without waiting, since opening a pipe that nobody writes to would never return. Never throws. */
export function readConfigBytes(path: string): ConfigBytes {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const info = fstatSync(file);
    if (info.isDirectory()) return { problem: 'is a folder' };
    if (!info.isFile()) return { problem: 'is a pipe or a device; give a plain file' };
    if (info.size > LARGEST_BYTES) return { problem: tooLarge(info.size) };
    return { data: readFileSync(file) };
  } catch (error) {
    return { problem: whyUnreadable(error) };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
