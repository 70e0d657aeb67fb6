/** Reads the header of a safetensors file, and nothing else of it: hostile or cut files give a problem, not a crash. */
import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { isObject } from '../json/object.ts';
import { keysAtMost, keysWithin, keysWritten } from '../json/strictness.ts';

/** Bytes per element of every dtype of the format; the packed ones (safetensors 0.6) have a fraction. */
export const DTYPE_BYTES: Readonly<Record<string, number>> = {
  BOOL: 1,
  F4: 0.5,
  F6_E2M3: 0.75,
  F6_E3M2: 0.75,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E8M0: 1,
  F8_E4M3FNUZ: 1,
  F8_E5M2FNUZ: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  C64: 8,
  I64: 8,
  U64: 8,
  F64: 8,
};

/** One tensor as the header describes it; offsets count from the start of the file. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** The tensors of a file, or why it cannot be one; `read` is what was read of the file, in bytes. */
type Header =
  | {
      readonly ok: true;
      readonly tensors: readonly TensorEntry[];
      readonly size: number;
      readonly read: number;
    }
  | { readonly ok: false; readonly problem: string; readonly code?: string; readonly read: number };

/** The format's own limit for the header. */
export const LARGEST_HEADER = 100_000_000;

const OPENING_BRACE = 0x7b;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** A name for a message: a hostile one may hold line breaks or be a megabyte long. */
function shown(name: string): string {
  const text = JSON.stringify(name.length > 120 ? `${name.slice(0, 120)}…` : name);
  return text.slice(1, -1);
}

function entry(name: string, value: unknown, base: number, size: number): TensorEntry | string {
  if (typeof value !== 'object' || value === null) return `tensor ${shown(name)} is not described`;
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPE_BYTES, dtype))
    return `tensor ${shown(name)} has an unknown dtype`;
  if (!Array.isArray(shape) || !shape.every(isCount)) return `tensor ${shown(name)} has no valid shape`;
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    return `tensor ${shown(name)} has no valid offsets`;
  const [start, end] = offsets as [number, number];
  const bytes = shape.reduce((product, length) => product * length, 1) * (DTYPE_BYTES[dtype] ?? 0);
  if (end < start || end - start !== bytes)
    return `tensor ${shown(name)} has ${end - start} bytes, its shape needs ${bytes}`;
  if (base + end > size) return `tensor ${shown(name)} ends after the file: the file is cut`;
  return { name, dtype, shape, start: base + start, end: base + end };
}

/** What JSON.parse lets pass without a word: a key named twice (it keeps the last), and nesting beyond reason. */
function strictness(text: string, header: object): string | undefined {
  const keys = keysWithin(header);
  if (keys === undefined) return 'the header is nested too deeply';
  return keysWritten(text) === keys ? undefined : 'the header names a key twice';
}

/** Keys of the metadata, a table of texts, or -1. */
function metadataKeys(value: unknown): number {
  if (!isObject(value)) return -1;
  const texts = Object.values(value);
  return texts.every((text) => typeof text === 'string') ? texts.length : -1;
}

/** The tensors in the order of their bytes: no overlaps, and no holes (https://github.com/huggingface/safetensors#format). */
function gapless(tensors: TensorEntry[], base: number, size: number): readonly TensorEntry[] | string {
  // Most writers keep them in order, and then there is nothing to sort.
  if (tensors.some(({ start }, at) => start < (tensors[at - 1]?.end ?? 0)))
    tensors.sort((a, b) => a.start - b.start || a.end - b.end);
  let reached = base;
  for (const tensor of tensors) {
    if (tensor.start < reached) return `tensor ${shown(tensor.name)} overlaps the one before it`;
    if (tensor.start > reached) return `there is a hole before tensor ${shown(tensor.name)}`;
    reached = tensor.end;
  }
  return reached === size ? tensors : `${size - reached} bytes at the end belong to no tensor`;
}

function tensorsOf(bytes: Buffer, size: number): readonly TensorEntry[] | string {
  const base = 8 + bytes.length;
  if (!isUtf8(bytes)) return 'the header is not UTF-8';
  const text = bytes.toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'the header is not JSON';
  }
  if (!isObject(json)) return 'the header is not an object';
  const tensors: TensorEntry[] = [];
  let keys = 0;
  for (const [name, value] of Object.entries(json)) {
    if (name === '__metadata__') {
      const own = metadataKeys(value);
      if (own < 0) return 'its metadata is not a table of texts';
      keys += 1 + own;
      continue;
    }
    const tensor = entry(name, value, base, size);
    if (typeof tensor === 'string') return tensor;
    tensors.push(tensor);
    keys += 4;
  }
  // A tensor has its name and three keys, and every key written has a colon after it: no colon more, no key twice.
  const loose = keysAtMost(text) === keys ? undefined : strictness(text, json);
  return loose ?? gapless(tensors, base, size);
}

/** Reads exactly `length` bytes, or fewer at the end of the file. */
export function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const count = readSync(fd, buffer, done, length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return buffer.subarray(0, done);
}

function readOpened(fd: number, budget: number): Header {
  const stat = fstatSync(fd);
  const bad = (problem: string, read: number): Header => ({ ok: false, problem, read });
  if (!stat.isFile()) return bad('not a regular file', 0);
  if (stat.size < 9) return bad(`only ${stat.size} bytes long`, 0);
  const first = readAt(fd, 0, 9);
  const length = first.length < 9 ? 0n : first.readBigUInt64LE();
  if (length > BigInt(LARGEST_HEADER)) return bad(`claims a header of ${length} bytes`, 9);
  if (length > BigInt(stat.size - 8)) return bad('the header is longer than the file: the file is cut', 9);
  // The format wants a brace there; zeros of a download that never came need not be read.
  if (length === 0n || first[8] !== OPENING_BRACE) return bad('the header is not an object', 9);
  if (Number(length) > budget) return bad(`the header of ${length} bytes is not read: too much in all`, 9);
  const bytes = readAt(fd, 8, Number(length));
  const read = 8 + bytes.length;
  if (bytes.length < Number(length)) return bad('the file became shorter while it was read', read);
  const tensors = tensorsOf(bytes, stat.size);
  return typeof tensors === 'string' ? bad(tensors, read) : { ok: true, tensors, size: stat.size, read };
}

/** The header of the file, 8 bytes of length, then JSON; a header of more than `budget` bytes is refused unread. */
export function readHeader(path: string, budget = LARGEST_HEADER): Header {
  let fd: number | undefined;
  try {
    // O_NONBLOCK: to open a pipe must not wait for its writer.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return readOpened(fd, budget);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return {
      ok: false,
      problem: `cannot be read: ${code ?? String(error)}`,
      ...(code === undefined ? {} : { code }),
      read: 0,
    };
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
