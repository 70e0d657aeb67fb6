/** The reader's places, and what it does with bytes that are no text. The tree itself is compared with the engine's reader in test/engine. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/config/toml-0.10/decode.ts';
import { readDocument } from '../../../src/config/toml-0.10/document.ts';
import { readConfig, spotOf } from '../../../src/config/toml-0.10/read-config.ts';
import { joinKey, leavesOf } from '../../../src/config/value.ts';

const TEXT = `# é
top = 1
[train]
  ckpt.save_freq = 3
"quoted" = "a # b" # c
[train.train_policy]
list = [1,
        2]
map = { a = 1, "b c" = { d = [ { e = 2 } ] } }
[[many]]
x = 1
[[many]]
x = """
two
lines"""
𝒳 = 5
`;

describe('places', () => {
  const source = readConfig('f.toml', Buffer.from(TEXT));
  if (!('engineReads' in source)) throw new Error('no text');
  const origins = source.places;
  test.each([
    ['top', 2, 1],
    ['train', 3, 1],
    ['train.ckpt.save_freq', 4, 3],
    ['train.quoted', 5, 1],
    ['train.train_policy', 6, 1],
    ['train.train_policy.list', 7, 1],
    ['train.train_policy.map.a', 9, 9],
    ['train.train_policy.map."b c"', 9, 16],
    ['train.train_policy.map."b c".d', 9, 26],
    ['train.train_policy.map."b c".d.0.e', 9, 34],
    ['many.0.x', 11, 1],
    ['many.1.x', 13, 1],
  ])('%s is at %i:%i', (key, line, column) => {
    expect(origins.get(key)).toEqual({ layer: 'file', source: 'f.toml', line, column });
  });

  test('every leaf has a place, and its value is where the place says', () => {
    if (!source.engineReads.ok) throw new Error(source.engineReads.reason);
    const { table, places } = source.engineReads;
    for (const [path] of leavesOf(table)) {
      const key = joinKey(path);
      if (key === 'many') continue;
      expect(places.get(key)?.value, key).toBeDefined();
    }
    const value = places.get('many.1.x')?.value;
    expect(TEXT.slice(value?.start, value?.end)).toBe('"""\ntwo\nlines"""');
  });
});

test('CRLF and lone CR give the same places as LF', () => {
  const ends = ['\n', '\r\n', '\r'].map((end) => readConfig('f', Buffer.from(TEXT.replaceAll('\n', end))));
  const [first, ...others] = ends.map((one) => ('engineReads' in one ? [...one.places] : undefined));
  for (const other of others) expect(other).toEqual(first);
});

describe('what is no text', () => {
  test('the first byte that is not UTF-8 has line and column', () => {
    const data = Buffer.concat([Buffer.from('a = 1\nb = "é'), Buffer.from([0xe9]), Buffer.from('"\n')]);
    expect(decode(data)).toEqual({
      ok: false,
      line: 2,
      column: 7,
      guess: 'Latin-1 or another 8-bit encoding',
    });
  });
  test('UTF-16 is named', () => {
    expect(decode(Buffer.from('\ufeffa = 1\n', 'utf16le'))).toMatchObject({ ok: false, guess: 'UTF-16' });
  });
});

describe('errors have a place', () => {
  test.each([
    ['a = 1\nb = "x\n', 2],
    ['a = 1\na = 2\n', 2],
    ['[t]\nx = 1\n[t]\ny = 1\n', 3],
    ['x = [0.9, 1]\n', 1],
    ['a = 1\n\nb\n', 3],
    ['a = bare\n', 1],
    ['a = \n', 1],
    ['[[a\n', 1],
  ])('%j in line %i', (text, line) => {
    const reading = readDocument(text);
    expect(reading.ok).toBe(false);
    if (!reading.ok) expect(spotOf(text, reading.at).line).toBe(line);
  });
});

test('a deeply nested value is refused, not a crash', () => {
  const text = `a = ${'['.repeat(50_000)}${']'.repeat(50_000)}\n`;
  const reading = readDocument(text);
  expect(reading.ok === false && reading.reason).toContain('nested');
});

test.each([
  ['=', `a=${'='.repeat(200_000)}`],
  ['quotes', `a = "${`'"`.repeat(100_000)}`],
  ['commas in a list', `a = ["${'x,'.repeat(100_000)}`],
  ['commas in an inline table', `a = {b = "${'x,'.repeat(100_000)}`],
  ['lines of a text', `a = """\n${'\n'.repeat(200_000)}`],
  ['dots', `a${'.a'.repeat(100_000)} = 1\n`],
])('a file full of %s is refused', (_, text) => {
  expect(readDocument(text).ok).toBe(false);
});

test('property: any text is read or refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const reading = readDocument(text.replace(/\r\n?/g, '\n'));
      expect(reading.ok || reading.reason.length > 0).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
