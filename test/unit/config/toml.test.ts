/** TOML in and out: integers and floats stay apart. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseToml, parseTomlValue, writeToml, writeTomlValue } from '../../../src/config/toml.ts';
import { anyTable } from './any-table.ts';

describe('round trip', () => {
  test.each([
    ['1', 1n],
    ['1.0', 1],
    ['2e-7', 2e-7],
    ['0.0000002', 2e-7],
    ['1e-6', 1e-6],
    ['1e22', 1e22],
    ['9007199254740993', 9007199254740993n],
    ['"x"', 'x'],
    ["'a\\b'", 'a\\b'],
  ])('%s', (text, value) => {
    expect(parseTomlValue(text)).toStrictEqual(value);
    expect(parseTomlValue(writeTomlValue(value))).toStrictEqual(value);
  });

  test('a float is written as a float, an integer without a point', () => {
    expect(writeToml({ a: 1, b: 1n, c: 2e-7, d: [0.9, 1] })).toMatch(
      /^a = 1\.0\nb = 1\nc = (2e-7|0\.0000002)\nd = \[ 0\.9, 1\.0 \]\n$/,
    );
  });

  test('property: reading what was written gives the same values and kinds', () => {
    fc.assert(
      fc.property(anyTable, (value) => {
        const back = parseToml(writeToml(value), 'x.toml');
        expect(JSON.stringify(back, kinds)).toBe(JSON.stringify(value, kinds));
      }),
    );
  });
});

/** Makes kinds visible in JSON, and the order of keys not. */
function kinds(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `int ${value}`;
  if (typeof value === 'number') return `float ${value}`;
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  return value;
}

describe('errors and places', () => {
  test('a syntax error names file, line and column, and exits 78', () => {
    expect(() => parseToml('a = 1\nb = = 2\n', 'my.toml')).toThrow(
      expect.objectContaining({ exitCode: 78, message: expect.stringMatching(/^my\.toml:2:\d+: /) }),
    );
  });

  test('Windows line ends', () => {
    expect(parseToml('a = 1\r\n[b]\r\nc = 2\r\n', 'x')).toEqual({ a: 1n, b: { c: 2n } });
  });
});
