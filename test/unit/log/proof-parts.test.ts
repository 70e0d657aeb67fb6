/** The parts of a proof, each at its edge: what counts, what does not, and what was found wrong in words. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { DTYPE_BYTES, readHeader } from '../../../src/checkpoint/safetensors.ts';
import { bytesOf } from '../../../src/disk-use.ts';
import { readProof } from '../../../src/engine/cosmos-rl/proof/index.ts';
import { type ExportProof, readExport } from '../../../src/engine/torch/proof/export.ts';
import { sampleFinite } from '../../../src/engine/torch/proof/finite.ts';
import { partProblem } from '../../../src/engine/torch/proof/part.ts';
import { productOf } from '../../../src/engine/torch/proof/product.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'parts-'));
});

/** Values of a tensor as 16-bit words; what is not named is 1.0 in bfloat16. */
interface Tensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly words?: Readonly<Record<number, number>>;
  readonly rest?: number;
}

function write(path: string, tensors: Readonly<Record<string, Tensor>>): string {
  const header: Record<string, unknown> = {};
  const parts: Buffer[] = [];
  let at = 0;
  for (const [name, { dtype, shape, words = {}, rest = 0x3f80 }] of Object.entries(tensors)) {
    const data = Buffer.alloc(shape.reduce((a, b) => a * b, 1) * (DTYPE_BYTES[dtype] ?? 0));
    for (let word = 0; word * 2 + 1 < data.length; word += 1)
      data.writeUInt16LE(words[word] ?? rest, word * 2);
    header[name] = { dtype, shape, data_offsets: [at, at + data.length] };
    parts.push(data);
    at += data.length;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(path, Buffer.concat([length, json, ...parts]));
  return path;
}

const NAN = 0x7fc0;
const ONES = { dtype: 'BF16', shape: [4, 4] } as const;

/** The sample of one file. */
function sample(tensors: Readonly<Record<string, Tensor>>, budget?: number) {
  const path = write(join(dir, 'x.safetensors'), tensors);
  const header = readHeader(path);
  if (!header.ok) throw new Error(header.problem);
  return sampleFinite([{ path, tensors: header.tensors }], budget);
}

describe('the sample of the values', () => {
  test('of a small tensor is all of it: a NaN anywhere is seen', () => {
    for (const at of [0, 7, 15])
      expect(sample({ a: { ...ONES, words: { [at]: NAN } } })).toEqual({
        values: 16,
        notFinite: ['a'],
        zeros: [],
      });
    expect(sample({ a: ONES, b: ONES })).toEqual({ values: 32, notFinite: [], zeros: [] });
  });

  test('of a large one is its beginning and its middle, and no more', () => {
    const large = { dtype: 'BF16', shape: [100, 100] };
    const of = (at: number) => sample({ a: { ...large, words: { [at]: NAN } } }, 1024).notFinite;
    // 512 bytes of it: 128 values from the first, 128 from value 5000 on.
    expect([of(0), of(127), of(5000), of(5127)]).toEqual([['a'], ['a'], ['a'], ['a']]);
    expect([of(128), of(4999), of(5128), of(9999)]).toEqual([[], [], [], []]);
    expect(sample({ a: large }, 1024).values).toBe(256);
  });

  test('of four-byte values starts at a value in the middle too', () => {
    const odd = { dtype: 'F32', shape: [1, 301], rest: 0 };
    // The high word of value 150 (of 301) is infinity: read one word off it would be a small number.
    expect(sample({ a: { ...odd, words: { 301: 0x7f80, 0: 1 } } }, 512)).toMatchObject({ notFinite: ['a'] });
    expect(sample({ a: { ...odd, words: { 301: 0x7f7f, 302: 0x7f80, 0: 1 } } }, 512)).toMatchObject({
      notFinite: [],
    });
  });

  test.each([
    ['BF16', 0x7f80, true],
    ['BF16', 0xff80, true],
    ['BF16', 0x7f7f, false],
    ['F16', 0x7c00, true],
    ['F16', 0xfc01, true],
    ['F16', 0x7bff, false],
    // What is an infinity of the one type is a number of the other.
    ['F16', 0x3f80, false],
    ['F32', 0x7f80, true],
    ['F32', 0xff80, true],
    ['F32', 0x7f7f, false],
  ] as const)('%s with %i: not finite is %s', (dtype, high, bad) => {
    const words = dtype === 'F32' ? { 1: high, 0: 0 } : { 0: high };
    expect(sample({ a: { dtype, shape: [4], words, rest: 0x3c00 } }).notFinite).toEqual(bad ? ['a'] : []);
  });

  test('says nothing of whole numbers and of tensors without values', () => {
    const none = { i: { dtype: 'I64', shape: [2, 2], rest: NAN }, e: { dtype: 'BF16', shape: [0, 4] } };
    expect(sample(none)).toEqual({ values: 0, notFinite: [], zeros: [] });
  });

  test('ends with its budget', () => {
    const small = { dtype: 'BF16', shape: [2, 4] } as const;
    const of = (at: number, budget: number) =>
      sample({ a: small, b: small, c: { ...small, words: { [at]: NAN } } }, budget);
    expect(of(0, 32)).toEqual({ values: 16, notFinite: [], zeros: [] });
    expect(of(4, 40)).toEqual({ values: 20, notFinite: [], zeros: [] });
    expect(of(3, 40)).toEqual({ values: 20, notFinite: ['c'], zeros: [] });
  });

  test('zeros: every matrix of the file, or all it has where it has none', () => {
    const zero = { ...ONES, rest: 0 };
    const bias = { dtype: 'F32', shape: [4] };
    const path = join(dir, 'x.safetensors');
    expect(sample({ a: zero, b: zero }).zeros).toEqual([path]);
    expect(sample({ a: zero, b: bias }).zeros).toEqual([path]);
    expect(sample({ a: zero, b: ONES }).zeros).toEqual([]);
    expect(sample({ a: zero, b: { ...zero, words: { 15: 1 } } }).zeros).toEqual([]);
    expect(sample({ b: { ...bias, rest: 0 } }).zeros).toEqual([path]);
    expect(sample({ b: bias, c: { ...bias, rest: 0 } }).zeros).toEqual([]);
    expect(sample({ a: ONES, c: { ...bias, rest: 0 } }).zeros).toEqual([]);
  });
});

describe('a file of a checkpoint', () => {
  const problem = (bytes: Buffer) => {
    const path = join(dir, 'part');
    writeFileSync(path, bytes);
    return partProblem(path);
  };
  const end = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
  const zip = (body: number, tail = 0) =>
    Buffer.concat([Buffer.from('PK'), Buffer.alloc(body, 1), end, Buffer.alloc(tail)]);

  test.each([
    ['one byte', Buffer.from('x'), undefined],
    ['nothing', Buffer.alloc(0), 'it is empty'],
    [
      '64 zeros and then more',
      Buffer.concat([Buffer.alloc(64), Buffer.from('x')]),
      'it begins with nothing but zeros',
    ],
    ['63 zeros and then more', Buffer.concat([Buffer.alloc(63), Buffer.from('x')]), undefined],
    ['an old pickle', Buffer.from('\x80\x02}q'), undefined],
    ['a zip', zip(10), undefined],
    ['a zip with a long comment', zip(10, 65 * 1024), undefined],
    ['a large zip', zip(200_000), undefined],
    ['a zip without its directory', Buffer.from('PK and no end'), 'it was cut'],
    ['a zip whose end is somewhere in it', zip(10, 70 * 1024), 'it was cut'],
  ] as const)('of %s: %s', (_, bytes, words) => {
    expect(problem(bytes)).toBe(words);
  });

  test('that is a folder, or is not there, is told', () => {
    expect(partProblem(dir)).toBe('it is no plain file');
    expect(partProblem(join(dir, 'none'))).toBe('it cannot be read: ENOENT');
  });
});

describe('an export', () => {
  const INDEX = 'model.safetensors.index.json';
  const index = (map: unknown) => writeFileSync(join(dir, INDEX), JSON.stringify({ weight_map: map }));
  const whole = (tensors: Readonly<Record<string, Tensor>> = { a: ONES, b: ONES }) => {
    write(join(dir, '0.safetensors'), tensors);
    writeFileSync(join(dir, 'config.json'), '{}');
    index(Object.fromEntries(Object.keys(tensors).map((name) => [name, '0.safetensors'])));
  };
  const problems = (lora?: boolean) =>
    readExport(dir, lora).problems.map((one) => one.replace(`${dir}/`, ''));

  test('that is whole has all its numbers', () => {
    whole();
    const size = bytesOf(dir) ?? 0;
    const made = readExport(dir);
    expect(made).toMatchObject({ path: dir, present: true, complete: true, tensors: 2, problems: [] });
    expect(made.bytes).toBeGreaterThan(64);
    expect(made.bytes).toBeLessThan(size);
    write(join(dir, '1.safetensors'), { c: ONES });
    index({ a: '0.safetensors', b: '0.safetensors', c: '1.safetensors' });
    expect(readExport(dir)).toMatchObject({ complete: true, tensors: 3 });
    expect(readExport(dir).bytes).toBeGreaterThan(made.bytes);
  });

  test('is not there', () => {
    expect(readExport(join(dir, 'none'))).toEqual({
      path: join(dir, 'none'),
      present: false,
      complete: false,
      tensors: 0,
      bytes: 0,
      problems: [`${join(dir, 'none')} does not exist`],
    });
  });

  test.each([
    ['no map', undefined, [`${INDEX} has no weight_map`]],
    ['an empty map', {}, [`${INDEX} has no weight_map`]],
    ['null', null, [`${INDEX} has no weight_map`]],
    ['text', 'x', [`${INDEX} has no weight_map`]],
    ['a file that is a number', { a: 1 }, [`${INDEX} names no valid file for a`]],
    ['a file in another folder', { a: 'b/0.safetensors' }, [`${INDEX} names no valid file for a`]],
    ['a file of another kind', { a: '0.safetensors.bak' }, [`${INDEX} names no valid file for a`]],
    ['a file that is not there', { a: '9.safetensors' }, ['9.safetensors: cannot be read: ENOENT']],
    ['one tensor too many', { a: '0.safetensors', z: '0.safetensors' }, ['0.safetensors lacks z']],
    [
      'three too many',
      { x: '0.safetensors', y: '0.safetensors', z: '0.safetensors' },
      ['0.safetensors lacks x and 2 more'],
    ],
  ])('whose index has %s', (_, map, expected) => {
    whole();
    index(map);
    expect(problems()).toEqual(expected);
    expect(readExport(dir)).toMatchObject({ present: true, complete: false });
  });

  test('without a config, with an index that is a list, with a file of no tensor', () => {
    whole();
    rmSync(join(dir, 'config.json'));
    expect(readExport(dir).problems).toEqual([`${dir} has no config.json`]);
    whole();
    writeFileSync(join(dir, INDEX), '[]');
    expect(problems()).toEqual([`${INDEX} is not an object`]);
    whole({});
    index({ a: '0.safetensors' });
    expect(problems()).toEqual(['0.safetensors holds no tensor', '0.safetensors lacks a']);
  });

  test('with values that are no numbers names the first, and how many more', () => {
    const bad = { ...ONES, words: { 0: NAN } };
    whole({ a: ONES, b: bad });
    expect(problems()).toEqual(['b holds NaN or infinity']);
    whole({ a: bad, b: bad, c: bad });
    expect(problems()).toEqual(['a holds NaN or infinity, and 2 more tensors']);
  });

  test('of an adapter needs no index and no model config; one that is wanted must be one', () => {
    write(join(dir, 'adapter_model.safetensors'), { a: ONES });
    writeFileSync(join(dir, 'adapter_config.json'), '{}');
    expect(readExport(dir)).toMatchObject({ complete: true, tensors: 1 });
    expect(problems(false)).toEqual([`${INDEX} is missing`, expect.stringContaining('has no config.json')]);
    whole();
    expect(readExport(dir)).toMatchObject({ complete: true, tensors: 2 });
    expect(readExport(dir, true)).toMatchObject({ complete: true, tensors: 1 });
  });

  test('is a product only where it is whole', () => {
    whole();
    const made = readExport(dir);
    expect(productOf(made)).toEqual({ path: dir, kind: 'whole', bytes: made.bytes, dtype: 'BF16' });
    expect(productOf({ ...made, complete: false })).toBeUndefined();
    writeFileSync(join(dir, 'adapter_config.json'), '{}');
    expect(productOf(made)?.kind).toBe('adapter');
    const gone: ExportProof = { ...made, path: join(dir, 'none') };
    expect(productOf(gone)).toEqual({ path: join(dir, 'none'), kind: 'whole', bytes: made.bytes });
    writeFileSync(join(dir, '0.safetensors'), 'x');
    expect(productOf(made)).not.toHaveProperty('dtype');
    rmSync(join(dir, '0.safetensors'));
    expect(productOf(made)).not.toHaveProperty('dtype');
  });
});

test('the bytes of a folder are those of its files at any depth', () => {
  mkdirSync(join(dir, 'a/b'), { recursive: true });
  writeFileSync(join(dir, 'a/b/c'), '12345');
  writeFileSync(join(dir, 'd'), '67');
  expect(bytesOf(dir)).toBe(7);
  expect(bytesOf(join(dir, 'none'))).toBeUndefined();
  symlinkSync(join(dir, 'a'), join(dir, 'link'));
  symlinkSync(join(dir, 'nowhere'), join(dir, 'dead'));
  expect(bytesOf(dir)).toBe(7);
  expect(bytesOf(join(dir, 'd'))).toBe(2);
});

describe('the checkpoint of a step', () => {
  const policy = () => join(dir, 'checkpoints/step_4/policy');
  const put = (...names: readonly string[]) => {
    mkdirSync(policy(), { recursive: true });
    for (const name of names) writeFileSync(join(policy(), name), 'x');
  };
  const parts = (rank: number) =>
    ['model', 'optimizer', 'scheduler', 'extra_info'].map((part) => `${part}_rank_${rank}.pth`);
  const look = (ranks?: number) => readProof(dir, 4, ranks === undefined ? {} : { ranks }).checkpoint;

  test('that is not there is not whole either', () => {
    expect(look()).toEqual({
      path: policy(),
      present: false,
      complete: false,
      provable: true,
      whole: false,
      ranks: [],
      problems: [`${policy()} does not exist`],
    });
  });

  test('needs its config and every part of every rank', () => {
    put(...parts(0), '.rank_0_complete');
    expect(look(1)).toMatchObject({
      complete: false,
      whole: false,
      problems: [`${policy()} has no cosmos_config`],
    });
    put('cosmos_config');
    expect(look(1)).toMatchObject({
      present: true,
      complete: true,
      whole: true,
      provable: true,
      problems: [],
    });
    for (const part of parts(0)) {
      rmSync(join(policy(), part));
      expect(look(1), part).toMatchObject({
        complete: false,
        whole: false,
        problems: [`${part} is missing`],
      });
      put(part);
    }
    expect(look(0)).toMatchObject({ complete: false, problems: [`${policy()} has no model_rank_R.pth`] });
  });

  test('of ranks that nobody named has those whose model is there', () => {
    const ranks = [0, 9, 10];
    put('cosmos_config', ...ranks.flatMap((rank) => [...parts(rank), `.rank_${rank}_complete`]));
    expect(look()).toMatchObject({ complete: true, ranks: [0, 9, 10] });
    rmSync(join(policy(), 'optimizer_rank_10.pth'));
    expect(look().problems).toEqual(['optimizer_rank_10.pth is missing']);
    put('optimizer_rank_10.pth', 'model_rank_11.pth.tmp', 'old_model_rank_12.pth');
    expect(look()).toMatchObject({ complete: true });
  });

  test('names that only look like markers are none', () => {
    put('cosmos_config', ...parts(0), '.rank_0_complete.tmp', 'x.rank_0_complete', '.rank_x_complete');
    expect(look(1)).toMatchObject({ provable: false, whole: true, complete: false, ranks: [] });
    expect(look(1).problems).toEqual([expect.stringContaining('it cannot be proved complete')]);
  });

  test('with a marker missing is whole, and not complete', () => {
    put('cosmos_config', ...parts(0), ...parts(1), '.rank_1_complete');
    expect(look(2)).toMatchObject({
      complete: false,
      whole: true,
      provable: true,
      problems: ['.rank_0_complete is missing'],
    });
  });

  test('leaves what a crash left: half-written and replaced folders of both kinds, in order', () => {
    const left = ['checkpoints/step_3.previous-0a', 'safetensors/step_2.incomplete-ff'];
    for (const name of [
      ...left,
      'safetensors/step_1.incomplete-xyz',
      'safetensors/step_1.previous-0a.txt',
      'safetensors/step_2',
    ])
      mkdirSync(join(dir, name), { recursive: true });
    expect(readProof(dir, 4).leftovers).toEqual(left.map((name) => join(dir, name)));
    expect(readProof(join(dir, 'none'), 4).leftovers).toEqual([]);
  });
});
