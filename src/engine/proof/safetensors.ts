/** Reads the header of a safetensors file, and nothing else of it: hostile or cut files give a problem, not a crash. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes per element of every dtype of the format. */
export const DTYPE_BYTES: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
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

/** The tensors of a file, or why it cannot be one. */
export type Header =
  | { readonly ok: true; readonly tensors: readonly TensorEntry[]; readonly size: number }
  | { readonly ok: false; readonly problem: string };

/** The format's own limit for the header. */
export const LARGEST_HEADER = 100_000_000;

const bad = (problem: string): Header => ({ ok: false, problem });
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function entry(name: string, value: unknown, base: number, size: number): TensorEntry | string {
  if (typeof value !== 'object' || value === null) return `tensor ${name} is not described`;
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPE_BYTES, dtype))
    return `tensor ${name} has an unknown dtype`;
  if (!Array.isArray(shape) || !shape.every(isCount)) return `tensor ${name} has no valid shape`;
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    return `tensor ${name} has no valid offsets`;
  const [start, end] = offsets as [number, number];
  const bytes = shape.reduce((product, length) => product * length, 1) * (DTYPE_BYTES[dtype] ?? 0);
  if (end < start || end - start !== bytes)
    return `tensor ${name} has ${end - start} bytes, its shape needs ${bytes}`;
  if (base + end > size) return `tensor ${name} ends after the file: the file is cut`;
  return { name, dtype, shape, start: base + start, end: base + end };
}

function check(text: string, base: number, size: number): Header {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return bad('the header is not JSON');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return bad('the header is not an object');
  const tensors: TensorEntry[] = [];
  for (const [name, value] of Object.entries(json)) {
    if (name === '__metadata__') continue;
    const tensor = entry(name, value, base, size);
    if (typeof tensor === 'string') return bad(tensor);
    tensors.push(tensor);
  }
  tensors.sort((a, b) => a.start - b.start || a.end - b.end);
  let reached = base;
  for (const tensor of tensors) {
    if (tensor.start < reached) return bad(`tensor ${tensor.name} overlaps the one before it`);
    // The format allows no holes: https://github.com/huggingface/safetensors#format
    if (tensor.start > reached) return bad(`there is a hole before tensor ${tensor.name}`);
    reached = tensor.end;
  }
  if (reached !== size) return bad(`${size - reached} bytes at the end belong to no tensor`);
  return { ok: true, tensors, size };
}

/** Reads exactly `length` bytes, or fewer at the end of the file. */
export function readAt(fd: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const count = readSync(fd, buffer, done, length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return buffer.subarray(0, done);
}

/** The header of the file: 8 bytes of length, then JSON. */
export function readHeader(path: string): Header {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    const stat = fstatSync(fd);
    if (!stat.isFile()) return bad('not a regular file');
    if (stat.size < 8) return bad(`only ${stat.size} bytes long`);
    const length = readAt(fd, 0, 8).readBigUInt64LE();
    if (length > BigInt(LARGEST_HEADER)) return bad(`claims a header of ${length} bytes`);
    if (length > BigInt(stat.size - 8)) return bad('the header is longer than the file: the file is cut');
    return check(readAt(fd, 8, Number(length)).toString('utf8'), 8 + Number(length), stat.size);
  } catch (error) {
    return bad(`cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
