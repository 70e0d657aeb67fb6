import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { DTYPE_BYTES, readHeader } from '../../../src/checkpoint/safetensors.ts';
import { readProof } from '../../../src/engine/cosmos-rl/proof/index.ts';

interface Tensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly fill?: number;
}

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'proof-'));
});

const raw = (header: unknown, data: Buffer): Buffer => {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
};

function safetensors(tensors: Readonly<Record<string, Tensor>>): Buffer {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  const parts: Buffer[] = [];
  let at = 0;
  for (const [name, { dtype, shape, fill = 0 }] of Object.entries(tensors)) {
    const bytes = shape.reduce((a, b) => a * b, 1) * (DTYPE_BYTES[dtype] ?? 0);
    const data = Buffer.alloc(bytes);
    for (let i = 0; i + 1 < bytes; i += 2) data.writeUInt16LE(fill, i);
    header[name] = { dtype, shape, data_offsets: [at, at + bytes] };
    parts.push(data);
    at += bytes;
  }
  return raw(header, Buffer.concat(parts));
}

const GOOD = {
  'model.a': { dtype: 'BF16', shape: [4, 8], fill: 0x3f80 },
  'model.b': { dtype: 'F32', shape: [2] },
};

function exportStep(step = 8, file = safetensors(GOOD), names = Object.keys(GOOD)): string {
  const path = join(dir, 'safetensors', `step_${step}`);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, '00000.safetensors'), file);
  writeFileSync(join(path, 'config.json'), '{}');
  const map = Object.fromEntries(names.map((name) => [name, '00000.safetensors']));
  writeFileSync(
    join(path, 'model.safetensors.index.json'),
    JSON.stringify({ metadata: {}, weight_map: map }),
  );
  return path;
}

function checkpointStep(step = 8, ranks = 2, markers = ranks): string {
  const path = join(dir, 'checkpoints', `step_${step}`, 'policy');
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'cosmos_config'), '{}');
  for (let rank = 0; rank < ranks; rank += 1) {
    for (const part of ['model', 'optimizer', 'scheduler', 'extra_info'])
      writeFileSync(join(path, `${part}_rank_${rank}.pth`), 'x');
    if (rank < markers) writeFileSync(join(path, `.rank_${rank}_complete`), '');
  }
  return path;
}

describe('proof', () => {
  it('is complete for a whole checkpoint and export', () => {
    exportStep();
    checkpointStep();
    const proof = readProof(dir, 8, { ranks: 2, lora: false });
    expect(proof.checkpoint).toMatchObject({ complete: true, provable: true, ranks: [0, 1], problems: [] });
    expect(proof.export).toMatchObject({
      complete: true,
      tensors: 2,
      problems: [],
      sample: { notFinite: [], values: 34 },
    });
    expect(proof.leftovers).toEqual([]);
  });

  it('names with a pattern left in them are of no model: what the engine exports of Qwen2.5-VL by itself', () => {
    const tensor = { dtype: 'BF16', shape: [64, 64], fill: 0x3f80 };
    const name = 'model(?!\\.(language_model|visual)).layers.0.mlp.up_proj.weight';
    const path = exportStep(8, safetensors({ 'model.a': tensor, [name]: tensor }), ['model.a', name]);
    expect(readProof(dir, 8).export).toMatchObject({
      complete: false,
      problems: [
        `${join(path, '00000.safetensors')} has names that no model has, with a pattern in them: ${name}`,
      ],
    });
  });

  it('a shard of zeros is no weights; a zero bias, norm or single matrix is', () => {
    const norm = { dtype: 'F32', shape: [64] };
    const zero = { dtype: 'BF16', shape: [64, 64] };
    const path = exportStep(8, safetensors({ 'model.a': zero, 'model.b': { ...norm, fill: 0x3f80 } }));
    const problems = [`${join(path, '00000.safetensors')} holds nothing but zeros`];
    expect(readProof(dir, 8).export).toMatchObject({ complete: false, problems });
    exportStep(8, safetensors({ 'model.a': { ...zero, shape: [9] }, 'model.b': norm }));
    expect(readProof(dir, 8).export).toMatchObject({ complete: false, problems });
    const names = ['model.a', 'model.b', 'model.c'];
    const some = { 'model.a': zero, 'model.b': norm, 'model.c': { ...zero, fill: 0x3f80 } };
    exportStep(8, safetensors(some), names);
    expect(readProof(dir, 8).export).toMatchObject({ complete: true, problems: [] });
  });

  it.each([
    ['zeros', Buffer.alloc(4096), 'model_rank_0.pth: it begins with nothing but zeros'],
    ['nothing', Buffer.alloc(0), 'model_rank_0.pth: it is empty'],
    ['half a zip', Buffer.concat([Buffer.from('PK'), Buffer.alloc(99)]), 'model_rank_0.pth: it was cut'],
  ])('a checkpoint with a file of %s is not whole', (_, bytes, problem) => {
    const path = checkpointStep(8, 1);
    expect(readProof(dir, 8, { ranks: 1 }).checkpoint.complete).toBe(true);
    writeFileSync(join(path, 'model_rank_0.pth'), bytes);
    const { checkpoint } = readProof(dir, 8, { ranks: 1 });
    expect(checkpoint).toMatchObject({ complete: false, whole: false, problems: [problem] });
  });

  it('misses a rank, a marker, or everything', () => {
    checkpointStep(8, 2, 1);
    expect(readProof(dir, 8, { ranks: 2 }).checkpoint.problems).toEqual(['.rank_1_complete is missing']);
    expect(readProof(dir, 8, { ranks: 3 }).checkpoint.problems).toContain('model_rank_2.pth is missing');
    expect(readProof(dir, 9, { ranks: 2 })).toMatchObject({
      checkpoint: { present: false },
      export: { present: false },
    });
  });

  it('says that a checkpoint without markers cannot be proved (up to 0.3.9)', () => {
    checkpointStep(8, 1, 0);
    const { checkpoint } = readProof(dir, 8, { ranks: 1 });
    expect(checkpoint).toMatchObject({ present: true, complete: false, provable: false });
    expect(checkpoint.problems).toHaveLength(1);
  });

  it('reads an adapter', () => {
    const path = join(dir, 'safetensors', 'step_8');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'adapter_model.safetensors'), safetensors(GOOD));
    expect(readProof(dir, 8, { lora: true }).export.problems).toEqual([
      `${join(path, 'adapter_config.json')} is missing`,
    ]);
    writeFileSync(join(path, 'adapter_config.json'), '{"r": 16}');
    expect(readProof(dir, 8, { lora: true }).export.complete).toBe(true);
    expect(readProof(dir, 8).export.complete).toBe(true);
  });

  it('finds NaN and infinity, and not the largest finite values', () => {
    exportStep(8, safetensors({ ...GOOD, 'model.c': { dtype: 'BF16', shape: [64], fill: 0x7fc0 } }), [
      'model.c',
    ]);
    expect(readProof(dir, 8).export).toMatchObject({ complete: false, sample: { notFinite: ['model.c'] } });
    exportStep(9, safetensors({ x: { dtype: 'F16', shape: [64], fill: 0x7c00 } }), ['x']);
    expect(readProof(dir, 9).export.sample?.notFinite).toEqual(['x']);
    exportStep(10, safetensors({ x: { dtype: 'F32', shape: [64], fill: 0xff80 } }), ['x']);
    expect(readProof(dir, 10).export.sample?.notFinite).toEqual(['x']);
    exportStep(11, safetensors({ x: { dtype: 'BF16', shape: [64], fill: 0x7f7f } }), ['x']);
    expect(readProof(dir, 11).export.complete).toBe(true);
  });

  it('names leftovers of a crash', () => {
    exportStep();
    mkdirSync(join(dir, 'safetensors', `step_9.incomplete-${'a'.repeat(32)}`));
    expect(readProof(dir, 8).leftovers).toEqual([
      join(dir, 'safetensors', `step_9.incomplete-${'a'.repeat(32)}`),
    ]);
  });

  it('reports indexes that are missing, lie, or point elsewhere', () => {
    const path = exportStep(8, safetensors(GOOD), ['model.a', 'model.z']);
    expect(readProof(dir, 8).export.problems[0]).toContain('lacks model.z');
    writeFileSync(join(path, 'model.safetensors.index.json'), '{"weight_map": {"a": "../../../etc/passwd"}}');
    expect(readProof(dir, 8).export.problems[0]).toContain('names no valid file');
    writeFileSync(join(path, 'model.safetensors.index.json'), '{"weight_map"');
    expect(readProof(dir, 8).export.problems[0]).toContain('cannot be read');
    rmSync(join(path, 'model.safetensors.index.json'));
    expect(readProof(dir, 8).export.problems[0]).toContain('is missing');
  });
});

describe('safetensors header', () => {
  const problem = (bytes: Buffer): string => {
    const path = join(dir, 'x.safetensors');
    writeFileSync(path, bytes);
    const header = readHeader(path);
    return header.ok ? 'ok' : header.problem;
  };

  it.each([
    ['empty file', Buffer.alloc(0), 'only 0 bytes'],
    ['huge header', Buffer.from('ffffffffffffff7f7b7d', 'hex'), 'claims a header'],
    ['header past the end', Buffer.from('ff000000000000007b7d', 'hex'), 'the header is longer than the file'],
    ['no JSON', raw('{"a"', Buffer.alloc(0)), 'not JSON'],
    ['a list', raw([], Buffer.alloc(0)), 'not an object'],
    [
      'cut data',
      raw({ a: { dtype: 'F32', shape: [4], data_offsets: [0, 16] } }, Buffer.alloc(12)),
      'ends after the file',
    ],
    [
      'wrong size',
      raw({ a: { dtype: 'F32', shape: [4], data_offsets: [0, 12] } }, Buffer.alloc(12)),
      'its shape needs 16',
    ],
    [
      'unknown dtype',
      raw({ a: { dtype: 'toString', shape: [1], data_offsets: [0, 1] } }, Buffer.alloc(1)),
      'unknown dtype',
    ],
    [
      'negative offset',
      raw({ a: { dtype: 'U8', shape: [1], data_offsets: [-1, 0] } }, Buffer.alloc(1)),
      'no valid offsets',
    ],
    [
      'fraction in a shape',
      raw({ a: { dtype: 'U8', shape: [1.5], data_offsets: [0, 1] } }, Buffer.alloc(1)),
      'no valid shape',
    ],
    ['no description', raw({ a: null }, Buffer.alloc(0)), 'is not described'],
    [
      'overlap',
      raw(
        {
          a: { dtype: 'U8', shape: [4], data_offsets: [0, 4] },
          b: { dtype: 'U8', shape: [4], data_offsets: [2, 6] },
        },
        Buffer.alloc(6),
      ),
      'overlaps',
    ],
    ['hole', raw({ a: { dtype: 'U8', shape: [2], data_offsets: [2, 4] } }, Buffer.alloc(4)), 'a hole'],
    [
      'bytes at the end',
      raw({ a: { dtype: 'U8', shape: [2], data_offsets: [0, 2] } }, Buffer.alloc(4)),
      'belong to no tensor',
    ],
  ])('%s', (_, bytes, text) => {
    expect(problem(bytes)).toContain(text);
  });

  it('accepts scalars and empty tensors, and any cut is seen', () => {
    const whole = safetensors({
      s: { dtype: 'F32', shape: [] },
      e: { dtype: 'F16', shape: [0, 4] },
      a: { dtype: 'I64', shape: [3] },
    });
    expect(problem(whole)).toBe('ok');
    const path = join(dir, 'x.safetensors');
    for (let length = whole.length - 1; length >= 0; length -= 7) {
      truncateSync(path, length);
      expect(readHeader(path).ok).toBe(false);
    }
  });

  it('is not a folder or a dangling link', () => {
    mkdirSync(join(dir, 'folder'));
    symlinkSync(join(dir, 'nowhere'), join(dir, 'link'));
    expect(readHeader(join(dir, 'folder'))).toMatchObject({ ok: false });
    expect(readHeader(join(dir, 'link'))).toMatchObject({ ok: false, problem: 'cannot be read: ENOENT' });
  });
});
