/** Checkpoints that lie, loop, wait or are cut: a clear problem each, within bounds, and the weights are never touched. */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../../src/checkpoint/read.ts';
import { LARGEST_HEADER, readHeader } from '../../../src/checkpoint/safetensors.ts';
import { graft } from '../../../src/objective/graft/graft.ts';
import { alpamayo } from '../../../src/objective/modules/inventory.ts';
import { writeModel, writeShard } from './checkpoint-files.ts';
import { folder, textRun } from './checkpoint-values.ts';
import { examine } from './examine.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hostile-'));
});

const SMALL = new Map([['lm_head.weight', [8, 4]]]);
const INDEX = 'model.safetensors.index.json';

/** A file of a length field, a header and as many zeros as asked for. */
function raw(length: bigint | number, header: string | Buffer, zeros = 0): Buffer {
  const field = Buffer.alloc(8);
  field.writeBigUInt64LE(BigInt(length));
  return Buffer.concat([field, Buffer.from(header as string), Buffer.alloc(zeros)]);
}
const header = (text: string | Buffer, zeros = 0) => raw(Buffer.byteLength(text), text, zeros);
const tensor = (offsets: string, more = '') => `{"dtype":"U8","shape":[2],"data_offsets":${offsets}${more}}`;

describe('hostile headers', () => {
  it.each<readonly [string, Buffer, RegExp]>([
    ['100 GB of header', raw(100_000_000_000n, '{}'), /claims a header of 100000000000 bytes/],
    ['2^63 bytes of header', raw(2n ** 63n, '{}'), /claims a header/],
    ['no header', raw(0, '{}'), /not an object/],
    ['a header of zeros', raw(1000, Buffer.alloc(1000)), /not an object/],
    ['half a header', raw(400, '{"a":'), /longer than the file/],
    ['a tensor twice', header(`{"a":${tensor('[0,2]')},"a":${tensor('[0,2]')}}`, 2), /names a key twice/],
    ['a tensor twice, once no object', header(`{"a":1,"a":${tensor('[0,2]')}}`, 2), /names a key twice/],
    ['a key of a tensor twice', header(`{"a":${tensor('[0,2]', ',"dtype":"U8"')}}`, 2), /names a key twice/],
    ['a key twice, spelled otherwise', header(`{"a":${tensor('[0,2]', ',"\\u0064type":"U8"')}}`, 2), /twice/],
    ['not UTF-8', header(Buffer.from('7b22ff223a317d', 'hex')), /not UTF-8/],
    [
      'nested without end',
      header(
        `{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2],"x":${'['.repeat(9999)}${']'.repeat(9999)}}}`,
        2,
      ),
      /too deeply/,
    ],
    ['metadata of numbers', header(`{"__metadata__":{"a":1},"a":${tensor('[0,2]')}}`, 2), /metadata/],
    [
      'sizes beyond 2^53',
      header('{"a":{"dtype":"F64","shape":[9007199254740991,9],"data_offsets":[0,2]}}', 2),
      /its shape needs/,
    ],
    [
      'offsets beyond the file',
      header(`{"a":{"dtype":"U8","shape":[99],"data_offsets":[0,99]}}`, 2),
      /ends after the file/,
    ],
    ['a name of line breaks', header(`{"a\\u001b[2J\\n":1}`), /tensor a\\u001b\[2J\\n is not described/],
  ])('%s', (_, bytes, problem) => {
    const path = join(dir, 'model.safetensors');
    writeFileSync(path, bytes);
    const result = readHeader(path);
    expect(result.ok).toBe(false);
    expect(!result.ok && result.problem).toMatch(problem);
    const found = readCheckpoint(dir);
    expect(found.problems).toMatchObject([{ kind: 'header', file: path }]);
    expect(found.problems[0]?.why).toMatch(problem);
  });

  it('are fine with colons in names, extra keys and unsorted tensors', () => {
    const path = join(dir, 'a.safetensors');
    writeFileSync(path, header(`{"b:c":${tensor('[2,4]')},"a":${tensor('[0,2]', ',"note":{"x":1}')}}`, 4));
    const result = readHeader(path);
    expect(result.ok && result.tensors.map(({ name }) => name)).toEqual(['a', 'b:c']);
  });

  it('of zeros in a sparse file of 90 MB are refused after nine bytes', () => {
    const path = join(dir, 'a.safetensors');
    const fd = openSync(path, 'w');
    writeSync(fd, raw(80_000_000, ''));
    ftruncateSync(fd, 90_000_000);
    closeSync(fd);
    expect(readHeader(path)).toMatchObject({ ok: false, read: 9 });
  });

  it('larger than the budget are not read', () => {
    const path = join(dir, 'a.safetensors');
    writeShard(path, SMALL);
    expect(readHeader(path, 20)).toMatchObject({ ok: false, read: 9 });
  });
});

describe('hostile folders', () => {
  it.each([
    '../decoy.safetensors',
    '/etc/decoy.safetensors',
    'sub/decoy.safetensors',
    '..\\decoy.safetensors',
    '.safetensors',
    'a\0b.safetensors',
    `${'x'.repeat(300)}.safetensors`,
    'decoy.bin',
    '',
    7,
    null,
    ['a.safetensors'],
    { a: 1 },
  ])('the index sends a tensor to %j: it is not followed', (target) => {
    const folder = join(dir, 'model');
    mkdirSync(join(folder, 'sub'), { recursive: true });
    for (const place of [dir, join(folder, 'sub')]) writeShard(join(place, 'decoy.safetensors'), SMALL);
    writeFileSync(join(folder, INDEX), JSON.stringify({ weight_map: { 'lm_head.weight': target } }));
    const found = readCheckpoint(folder);
    expect(found.problems).toMatchObject([{ kind: 'index', file: join(folder, INDEX) }]);
    expect(found.tensors.size).toBe(0);
  });

  it.each([
    ['half of it', '{"weight_map": {"a": "b.safet', /JSON/],
    ['a list', '{"weight_map": []}', /no weight_map/],
    ['nothing', '{"weight_map": {}}', /names no tensor/],
    ['a tensor twice', '{"weight_map": {"a": "x.safetensors", "a": "y.safetensors"}}', /twice/],
    ['not UTF-8', Buffer.from('7b22ff223a317d', 'hex'), /not UTF-8/],
  ])('an index of %s', (_, text, why) => {
    writeFileSync(join(dir, INDEX), text);
    const { problems } = readCheckpoint(dir);
    expect(problems).toMatchObject([{ kind: 'index' }]);
    expect(problems[0]?.why).toMatch(why);
  });

  it('a huge index is refused by its size', () => {
    const fd = openSync(join(dir, INDEX), 'w');
    ftruncateSync(fd, 1e11);
    closeSync(fd);
    expect(readCheckpoint(dir).problems).toMatchObject([{ kind: 'index', why: 'it has 100000000000 bytes' }]);
  });

  it('an index of a hundred thousand files is cut off', () => {
    const entries = Array.from({ length: 100_000 }, (_, i) => [`t${i}`, `f${i}.safetensors`]);
    writeFileSync(join(dir, INDEX), JSON.stringify({ weight_map: Object.fromEntries(entries) }));
    const { problems } = readCheckpoint(dir);
    expect(problems.some(({ kind }) => kind === 'too-much')).toBe(true);
    expect(problems.length).toBeLessThan(60);
  });

  it('an index that names the wrong shard is contradicted by the headers', () => {
    writeModel(
      dir,
      { model_type: 'qwen3_vl' },
      new Map([
        ['a', [2]],
        ['b', [2]],
      ]),
      2,
    );
    const [one, two] = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
    writeFileSync(join(dir, INDEX), JSON.stringify({ weight_map: { a: two, b: two, c: one } }));
    expect(readCheckpoint(dir).problems.map(({ why }) => why)).toEqual([
      `it sends "a" to ${two}, which is not where it lies: ${one}`,
      `it sends "c" to ${one}, which does not hold it`,
    ]);
  });

  it('loops of links and pipes are named, not followed or waited for', () => {
    for (const name of ['config.json', INDEX, 'loop']) symlinkSync(name, join(dir, name));
    expect(readCheckpoint(dir).problems.map(({ kind, why }) => `${kind}: ${why}`)).toEqual([
      'json: it is a loop of links',
      'index: it is a loop of links',
    ]);
    expect(readCheckpoint(join(dir, 'loop')).problems[0]?.kind).toBe('not-safetensors');
    rmSync(join(dir, 'config.json'));
    rmSync(join(dir, INDEX));
    execFileSync('mkfifo', [join(dir, 'config.json'), join(dir, 'model.safetensors')]);
    expect(readCheckpoint(dir).problems.map(({ why }) => why)).toEqual([
      'it is not a plain file',
      'not a regular file',
    ]);
  });

  it('a component of model_index.json that leads elsewhere is left out', () => {
    writeFileSync(
      join(dir, 'model_index.json'),
      JSON.stringify({ '../x': ['a', 'b'], transformer: ['a', 'b'] }),
    );
    symlinkSync('transformer', join(dir, 'transformer'));
    expect(readCheckpoint(dir).problems).toMatchObject([{ kind: 'missing' }]);
  });
});

describe('22 GB in five shards', () => {
  it.skipIf(!existsSync('/proc/self/io'))('the headers are read, the weights are not', () => {
    writeModel(dir, { model_type: 'alpamayo_r1' }, alpamayo(), 5);
    const bytesRead = () => Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
    const before = bytesRead();
    const { tensors, problems } = readCheckpoint(dir);
    const read = bytesRead() - before;
    expect(problems).toEqual([]);
    const total = [...tensors.values()].reduce(
      (sum, { shape = [] }) => sum + shape.reduce((a, b) => a * b, 2),
      0,
    );
    expect(total).toBeGreaterThan(22e9);
    expect(read).toBeLessThan(500_000);
  });
});

const CONTROL = /[\x00-\x1f]/;

describe('fuzz', () => {
  // In memory where there is such a folder: ten thousand files are slow on some disks.
  beforeEach(() => {
    rmSync(dir, { recursive: true });
    dir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'hostile-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const names = fc.oneof(
    fc.constantFrom(
      'a',
      'lm_head.weight',
      'vlm.x',
      'expert.layers.0.self_attn.q_proj.weight',
      '__proto__',
      '__metadata__',
    ),
    fc.string({ maxLength: 12 }),
  );
  const counts = fc.oneof(fc.nat({ max: 9 }), fc.constantFrom(-1, 1.5, 2 ** 53, 1e308, null, 'x'));
  const tensors = fc.record({
    dtype: fc.constantFrom('BF16', 'F32', 'U8', 'F4', 'nope', 7),
    shape: fc.oneof(fc.array(counts, { maxLength: 4 }), fc.constant('x')),
    data_offsets: fc.oneof(fc.tuple(counts, counts), fc.array(counts, { maxLength: 3 })),
  });
  const objects = fc.dictionary(
    names,
    fc.oneof({ weight: 5, arbitrary: tensors }, { weight: 1, arbitrary: fc.jsonValue() }),
  );
  /** Texts near a header: objects, any JSON, cut or with a byte changed. */
  const texts = fc
    .tuple(fc.oneof(objects, fc.jsonValue()), fc.nat({ max: 99 }), fc.nat({ max: 255 }), fc.nat({ max: 3 }))
    .map(([value, at, byte, kind]) => {
      const bytes = Buffer.from(JSON.stringify(value));
      if (kind === 1) return bytes.subarray(0, at);
      if (kind === 2 && bytes.length > 0) bytes[at % bytes.length] = byte;
      return bytes;
    });
  const lengths = fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.bigInt(0n, 2n ** 64n - 1n) },
  );

  it('8,000 headers: a problem or consistent tensors, and never more than the header is read', () => {
    const path = join(dir, 'a.safetensors');
    let whole = 0;
    fc.assert(
      fc.property(texts, lengths, fc.nat({ max: 40 }), (text, length, zeros) => {
        const bytes = raw(length ?? text.length, text, zeros);
        writeFileSync(path, bytes);
        const result = readHeader(path);
        expect(result.read).toBeLessThanOrEqual(Math.min(bytes.length, LARGEST_HEADER + 8));
        if (result.ok) {
          whole += 1;
          const size = result.tensors.reduce((sum, { start, end }) => sum + end - start, 0);
          expect(size + 8 + Number(bytes.readBigUInt64LE())).toBe(bytes.length);
        } else {
          expect(result.problem.length).toBeLessThan(1000);
          expect(result.problem).not.toMatch(CONTROL);
        }
      }),
      { numRuns: 8000 },
    );
    expect(whole).toBeGreaterThan(0);
  });

  it('2,500 folders: never thrown, and everything said is one line', () => {
    const consumer = folder({ model_type: 'alpamayo_r1' }, new Map([['vlm.lm_head.weight', [8, 4]]]));
    const index = fc.oneof(
      fc
        .record({
          weight_map: fc.dictionary(
            names,
            fc.constantFrom('a.safetensors', 'b.safetensors', '../a.safetensors', 7),
          ),
        })
        .map((value) => JSON.stringify(value)),
      texts.map((bytes) => bytes.toString('latin1')),
    );
    const config = fc.oneof(
      fc
        .record(
          {
            model_type: fc.constantFrom('qwen3_vl', 'alpamayo_r1', 'pi05', 'qwen3', 7),
            architectures: fc.jsonValue(),
            text_config: fc.oneof(
              fc.jsonValue(),
              fc.record({
                num_hidden_layers: fc.constantFrom(36, 28, 1e9),
                hidden_size: fc.constantFrom(4096, 2048),
              }),
            ),
            alpamayo_metadata: fc.jsonValue(),
          },
          { requiredKeys: [] },
        )
        .map((value) => JSON.stringify(value)),
      texts.map((bytes) => bytes.toString('latin1')),
    );
    fc.assert(
      fc.property(config, fc.option(index), texts, (configText, indexText, text) => {
        writeFileSync(join(dir, 'config.json'), configText);
        writeFileSync(join(dir, 'a.safetensors'), header(text));
        rmSync(join(dir, INDEX), { force: true });
        if (indexText !== null) writeFileSync(join(dir, INDEX), indexText);
        const found = readCheckpoint(dir);
        const said = [...examine(found, textRun()).findings, ...graft(found, consumer).findings];
        for (const { message } of said) expect(message).not.toMatch(CONTROL);
        for (const { file } of found.tensors.values()) expect(file).not.toMatch(/\.\./);
      }),
      { numRuns: 2500 },
    );
  });
});
