/** Makes checkpoints on disk whose headers are real and whose weights are holes: a 22 GB one takes no room. */
import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export type Shapes = ReadonlyMap<string, readonly number[]>;

const BYTES: Readonly<Record<string, number>> = { F32: 4, F8_E4M3: 1, U8: 1 };

/** Writes one safetensors file of tensors of one type; returns its size in bytes. */
export function writeShard(path: string, shapes: Shapes, dtype = 'BF16'): number {
  let at = 0;
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  for (const [name, shape] of shapes) {
    const bytes = shape.reduce((product, length) => product * length, 1) * (BYTES[dtype] ?? 2);
    header[name] = { dtype, shape, data_offsets: [at, at + bytes] };
    at += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const fd = openSync(path, 'w');
  try {
    writeSync(fd, Buffer.concat([length, json]));
    ftruncateSync(fd, 8 + json.length + at);
  } finally {
    closeSync(fd);
  }
  return 8 + json.length + at;
}

/** Writes the shards and the index of a model, and its config.json. */
export function writeModel(
  folder: string,
  config: unknown,
  shapes: Shapes,
  shards = 1,
  dtype = 'BF16',
): string {
  mkdirSync(folder, { recursive: true });
  if (config !== undefined) writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  if (shards === 1) {
    writeShard(join(folder, 'model.safetensors'), shapes, dtype);
    return folder;
  }
  const names = [...shapes.keys()];
  const weightMap: Record<string, string> = {};
  let total = 0;
  for (let i = 0; i < shards; i += 1) {
    const file = `model-${String(i + 1).padStart(5, '0')}-of-${String(shards).padStart(5, '0')}.safetensors`;
    const part = names.slice(
      Math.floor((names.length * i) / shards),
      Math.floor((names.length * (i + 1)) / shards),
    );
    total += writeShard(
      join(folder, file),
      new Map(part.map((name) => [name, shapes.get(name) ?? []])),
      dtype,
    );
    for (const name of part) weightMap[name] = file;
  }
  writeFileSync(
    join(folder, 'model.safetensors.index.json'),
    JSON.stringify({ metadata: { total_size: total }, weight_map: weightMap }),
  );
  return folder;
}
