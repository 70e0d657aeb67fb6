/** Looks at a small sample of weights for NaN and infinities. */
import { closeSync, openSync } from 'node:fs';
import { readAt, type TensorEntry } from '../../../checkpoint/safetensors.ts';

/** Bytes read of one export, spread over its tensors. */
export const SAMPLE_BYTES = 1024 * 1024;

/** What the sample showed. */
export interface FiniteSample {
  readonly values: number;
  /** Tensors with a NaN or an infinity in the sample. */
  readonly notFinite: readonly string[];
}

/** A file and its tensors. */
export interface Shard {
  readonly path: string;
  readonly tensors: readonly TensorEntry[];
}

// All exponent bits set means NaN or infinity; cheaper and exact for every float width.
const EXPONENT: Readonly<Record<string, { readonly bytes: 2 | 4; readonly mask: number }>> = {
  BF16: { bytes: 2, mask: 0x7f80 },
  F16: { bytes: 2, mask: 0x7c00 },
  F32: { bytes: 4, mask: 0x7f800000 },
};

function hasNotFinite(data: Buffer, bytes: 2 | 4, mask: number): boolean {
  for (let at = 0; at + bytes <= data.length; at += bytes) {
    const bits = bytes === 2 ? data.readUInt16LE(at) : data.readUInt32LE(at);
    if ((bits & mask) >>> 0 === mask) return true;
  }
  return false;
}

/** Reads the first values of each tensor and some from its middle, at most `budget` bytes in all. */
export function sampleFinite(shards: readonly Shard[], budget = SAMPLE_BYTES): FiniteSample {
  const count = shards.reduce((sum, shard) => sum + shard.tensors.length, 0);
  const each = Math.max(16, Math.min(8192, Math.floor(budget / Math.max(1, count) / 8) * 4));
  const notFinite: string[] = [];
  let values = 0;
  let left = budget;
  for (const shard of shards) {
    const fd = openSync(shard.path, 'r');
    try {
      for (const tensor of shard.tensors) {
        const kind = EXPONENT[tensor.dtype];
        if (kind === undefined || left <= 0) continue;
        const length = tensor.end - tensor.start;
        const middle = tensor.start + Math.floor(length / 2 / kind.bytes) * kind.bytes;
        const parts =
          length <= each
            ? [[tensor.start, length]]
            : [
                [tensor.start, each / 2],
                [middle, each / 2],
              ];
        for (const [start = 0, wanted = 0] of parts) {
          const data = readAt(fd, start, Math.min(wanted, tensor.end - start, left));
          left -= data.length;
          values += Math.floor(data.length / kind.bytes);
          if (!notFinite.includes(tensor.name) && hasNotFinite(data, kind.bytes, kind.mask))
            notFinite.push(tensor.name);
        }
      }
    } finally {
      closeSync(fd);
    }
  }
  return { values, notFinite };
}
