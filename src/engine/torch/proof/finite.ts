/** Looks at a small sample of weights for NaN, infinities and shards of nothing but zeros. */
import { closeSync, openSync } from 'node:fs';
import { readAt, type TensorEntry } from '../../../checkpoint/safetensors.ts';

/** Bytes read of one export, spread over its tensors. */
const SAMPLE_BYTES = 1024 * 1024;

/** What the sample showed. */
export interface FiniteSample {
  readonly values: number;
  /** Tensors with a NaN or an infinity in the sample. */
  readonly notFinite: readonly string[];
  /** Files whose every sampled weight is zero, as after a power failure that kept their headers. */
  readonly zeros: readonly string[];
}

/** A file and its tensors. */
export interface Shard {
  readonly path: string;
  readonly tensors: readonly TensorEntry[];
}

interface Float {
  readonly bytes: 2 | 4;
  readonly mask: number;
}

// All exponent bits set means NaN or infinity; cheaper and exact for every float width.
const EXPONENT: Readonly<Record<string, Float>> = {
  BF16: { bytes: 2, mask: 0x7f80 },
  F16: { bytes: 2, mask: 0x7c00 },
  F32: { bytes: 4, mask: 0x7f800000 },
};

function hasNotFinite(data: Buffer, { bytes, mask }: Float): boolean {
  for (let at = 0; at + bytes <= data.length; at += bytes) {
    const bits = bytes === 2 ? data.readUInt16LE(at) : data.readUInt32LE(at);
    if ((bits & mask) >>> 0 === mask) return true;
  }
  return false;
}

/** The first values of a tensor and some from its middle, `each` bytes in all. */
function partsOf(
  { start, end }: TensorEntry,
  each: number,
  width: number,
): readonly (readonly [number, number])[] {
  const length = end - start;
  if (length <= each) return [[start, length]];
  return [
    [start, each / 2],
    [start + Math.floor(length / 2 / width) * width, each / 2],
  ];
}

/**
 * True where a file's weights are all zero. Biases, norms and single matrices may be (lora_B is before the first step), so every
 * matrix must be; a file without matrices is judged by all it has.
 */
function isZero(seen: readonly { readonly matrix: boolean; readonly zero: boolean }[]): boolean {
  const matrices = seen.filter(({ matrix }) => matrix);
  const judged = matrices.length > 0 ? matrices : seen;
  return judged.length > 0 && judged.every(({ zero }) => zero);
}

/** Reads the first values of each tensor and some from its middle, at most `budget` bytes in all. */
export function sampleFinite(shards: readonly Shard[], budget = SAMPLE_BYTES): FiniteSample {
  const count = shards.reduce((sum, shard) => sum + shard.tensors.length, 0);
  const each = Math.max(16, Math.min(8192, Math.floor(budget / Math.max(1, count) / 8) * 4));
  const notFinite: string[] = [];
  const zeros: string[] = [];
  let values = 0;
  let left = budget;
  for (const shard of shards) {
    const fd = openSync(shard.path, 'r');
    const seen: { matrix: boolean; zero: boolean }[] = [];
    try {
      for (const tensor of shard.tensors) {
        const kind = EXPONENT[tensor.dtype];
        if (kind === undefined || left <= 0 || tensor.end === tensor.start) continue;
        const parts = partsOf(tensor, each, kind.bytes).map(([start, wanted]) => {
          const data = readAt(fd, start, Math.min(wanted, tensor.end - start, left));
          left -= data.length;
          return data;
        });
        values += parts.reduce((sum, data) => sum + Math.floor(data.length / kind.bytes), 0);
        if (parts.some((data) => hasNotFinite(data, kind))) notFinite.push(tensor.name);
        seen.push({
          matrix: tensor.shape.length > 1,
          zero: parts.every((data) => data.every((byte) => byte === 0)),
        });
      }
    } finally {
      closeSync(fd);
    }
    if (isZero(seen)) zeros.push(shard.path);
  }
  return { values, notFinite, zeros };
}
