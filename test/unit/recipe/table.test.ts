/** Tables wrap: nothing is lost and no line is wider than it may be. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tableLines } from '../../../src/report/table.ts';
import { wrap } from '../../../src/report/wrap.ts';

test('wrap keeps every word whole, and the width where words allow it', () => {
  const words = fc.array(fc.stringMatching(/^[a-z_."=]{1,30}$/), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(words, fc.integer({ min: 5, max: 80 }), (parts, width) => {
      const lines = wrap(parts.join(' '), '', '', width).split('\n');
      expect(lines.join(' ')).toBe(parts.join(' '));
      expect(lines.filter((line) => line.length > width && line.includes(' '))).toEqual([]);
    }),
  );
});

test('tableLines keeps every cell and the width', () => {
  const cell = fc.stringMatching(/^[a-z_.]{0,60}$/);
  const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 60, max: 160 }), (table, width) => {
      const lines = tableLines(table, width);
      expect(lines.flat().filter((line) => line.length > width)).toEqual([]);
      for (const [index, row] of table.entries()) {
        const count = (text: string) => [...text.replaceAll(' ', '')].sort().join('');
        expect(count((lines[index] ?? []).join(''))).toBe(count(row.join('')));
      }
    }),
  );
});

test('what stands in front of a cell stays where it fits', () => {
  expect(tableLines([['  name', 'a  b']], 80)).toEqual([['  name  a  b']]);
});
