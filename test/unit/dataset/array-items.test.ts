/** JSON arrays read item by item: what JSON.parse says of the whole, in bounded memory, whatever the bytes. */
import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArrayItem, arrayItems, itemsFrom } from '../../../src/dataset/json/array-items.ts';
import { parseJson } from '../../../src/json/read.ts';
import { scratch } from './folders.ts';

const folder = scratch();

interface Answer {
  readonly values: readonly unknown[];
  readonly why?: string;
}

/** Reads what is in memory, a few bytes at a time. */
function read(content: string | Buffer, step = 5): Answer {
  const bytes = Buffer.from(content);
  let at = 0;
  return collect(
    itemsFrom((into) => {
      const count = bytes.copy(into, 0, at, at + step);
      at += count;
      return count;
    }),
  );
}

const readAt = (path: string): Answer => collect(arrayItems(path));

function collect(items: Iterable<ArrayItem>): Answer {
  const values: unknown[] = [];
  for (const item of items) {
    if (!item.ok) return { values, why: `${item.problem}: ${item.why}` };
    expect(item.number).toBe(values.length);
    values.push(item.value);
  }
  return { values };
}

describe('arrays', () => {
  it.each([
    ['[]', []],
    [' \n[ ] \n', []],
    ['\ufeff[{"a": "\\\\"}, {"b": "]"}]', [{ a: '\\' }, { b: ']' }]],
    ['[1,"a,]\\"",null ,[[]],true]', [1, 'a,]"', null, [[]], true]],
  ])('%s', (text, values) => expect(read(text)).toEqual({ values }));

  it('longer than a chunk, with an item longer than one', () => {
    const items = Array.from({ length: 3000 }, (_, id) => ({ id, text: `"\\${'ä'.repeat(id % 700)}` }));
    const long = [{ text: '\\"'.repeat(400_000) }, ...items];
    const path = join(folder, 'array.json');
    writeFileSync(path, JSON.stringify(long, null, 1));
    expect(readAt(path).values).toEqual(long);
  });
});

describe('what is no array', () => {
  it.each([
    ['', 'it is empty'],
    ['{"a": [1]}', 'it is an object'],
    ['{"a": 1}\n{"a": 2}\n', 'one object per line (JSON lines)'],
    ['"text"', 'it begins with'],
    ['[1, 2', 'the file ends'],
    ['[1, 2}', 'neither "," nor "]"'],
    ['[{"a": 1}, ]', 'item 1'],
    ['[{"a": 1} {"a": 2}]', 'neither "," nor "]" stands behind item 0'],
    ['[{"a": 1}] x', 'more text behind its end'],
    ['[{"a": 1, "a": 2}]', 'names a key twice'],
    ['[{"a": NaN}]', 'item 0 is not valid JSON'],
    [`[${'['.repeat(5000)}${']'.repeat(5000)}]`, 'nested too deeply'],
    [Buffer.from('[{"a": "\xe4"}]', 'latin1'), 'item 0 is not UTF-8'],
    ['[,]', 'item 0'],
  ])('%.40s: %s', (text, why) => expect(read(text).why).toContain(why));

  it('a folder, a pipe, a device, and nothing at all', () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const answers = [folder, pipe, '/dev/zero', join(folder, 'none')].map((path) => readAt(path).why);
    expect(answers).toEqual([
      'unreadable: it is not a plain file',
      'unreadable: it is not a plain file',
      'unreadable: it is not a plain file',
      'missing: ENOENT',
    ]);
  });

  it.each([
    ['', 5 * 1024 ** 3, 'bytes'],
    ['[{"a": "', 3 * 1024 ** 3, 'longer than'],
    ['[{"a": 1},', 3 * 1024 ** 3, 'item 1 cannot be read: it is longer than'],
  ])('a file of %j and %d zeros is not read to its end', (start, size, why) => {
    const path = join(folder, 'huge.json');
    const descriptor = openSync(path, 'w');
    if (start !== '') writeSync(descriptor, start);
    ftruncateSync(descriptor, size);
    closeSync(descriptor);
    const before = process.memoryUsage().rss;
    const started = performance.now();
    expect(readAt(path).why).toContain(why);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect((process.memoryUsage().rss - before) / 1024 ** 2).toBeLessThan(300);
  });
});

describe('as JSON.parse reads the whole', () => {
  const value = fc.jsonValue({ maxDepth: 3 });

  it('for 2,000 random arrays', () => {
    fc.assert(
      fc.property(fc.array(value), fc.constantFrom(0, 1, '\t'), (items, indent) => {
        const text = JSON.stringify(items, null, indent);
        expect(read(text)).toEqual({ values: JSON.parse(text) });
      }),
      { numRuns: 2000, seed: 20_261_126 },
    );
  });

  it('for 10,000 mutated ones: taken exactly where the whole text is taken', () => {
    const seeds = [
      '[{"a":"x\\"y","b":[1,2.5e3]},{"c":null}, "d", -0 ]',
      '[[], {}, [[{"k": "\\\\"}]], true]',
      '[]',
    ];
    const pieces = ['[', ']', '{', '}', '"', '\\', ',', ':', ' ', '\n', '0', 'null', 'é', '\u0000'];
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(60), fc.nat(2), fc.constantFrom(...pieces)), { minLength: 1, maxLength: 4 }),
        (seed, changes) => {
          let text = seed;
          for (const [at, length, piece] of changes) {
            const place = Math.min(at, text.length);
            text = text.slice(0, place) + piece + text.slice(place + length);
          }
          const whole = parseJson(text);
          const items = read(text);
          const isArray = whole.ok && Array.isArray(whole.value);
          expect(items.why === undefined, JSON.stringify({ text, items })).toBe(isArray);
          if (whole.ok && isArray) expect(items.values).toEqual(whole.value);
        },
      ),
      { numRuns: 10_000, seed: 20_261_126 },
    );
  });
});
