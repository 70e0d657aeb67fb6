/** Labels in tables: values are typed as they look, quotes and line ends of RFC 4180 are read, nothing throws. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordsOf, rowsOf } from '../../../src/objective/dataset-content/csv.ts';
import { readContent } from '../../../src/objective/dataset-content/read.ts';

const place = mkdtempSync(join(tmpdir(), 'labels-'));

function read(name: string, text: string) {
  writeFileSync(join(place, name), text);
  const content = readContent(name, place);
  if (content === undefined) throw new Error('the file is there');
  return {
    ...content,
    kinds: Object.fromEntries(content.columns.map(({ name: column, kind }) => [column, kind])),
  };
}

test('columns of text, of numbers and of lists', () => {
  const { kinds, answers, records } = read(
    'a.csv',
    '\ufeffvideo,caption,steering_angle,waypoints\r\na.mp4,"A bus waits, then ""turns"".\nIt is wet.",0.1,"[[0.1,0.2],[0.3,0.4]]"\r\n',
  );
  expect(kinds).toEqual({ video: 'media', caption: 'text', steering_angle: 'numbers', waypoints: 'numbers' });
  expect(answers).toEqual(['A bus waits, then "turns".\nIt is wet.']);
  expect(records).toBe(1);
});

test('a path alone, as numbers', () => {
  expect(Object.values(read('b.csv', 't,x,y,yaw\n0.1,1.0,0.0,0.01\n').kinds)).not.toContain('text');
  expect(read('b.csv', 't,x,y,yaw\n0.1,1.0,0.0,0.01\n').kinds['yaw']).toBe('numbers');
});

test('tabs', () => {
  expect(read('c.tsv', 'question\tanswer\nIs it wet?\tNo, it is dry.\n').kinds).toEqual({
    question: 'text',
    answer: 'text',
  });
});

test('what is not opened is said, once for a folder', () => {
  for (const name of ['d.parquet', 'e.parquet', 'f.jsonl.gz']) writeFileSync(join(place, name), 'x');
  expect(readContent('.', place)?.unread).toEqual([
    expect.stringMatching(/d\.parquet, and 2 more like it: not looked into; only .* are$/),
  ]);
});

test('any table is read back as it was written', () => {
  const field = fc.string({ maxLength: 12 }).map((text) => text.replaceAll('\r', ''));
  const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  const written = (rows: readonly (readonly string[])[]) =>
    rows.map((row) => `${row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')}\n`).join('');
  fc.assert(
    fc.property(table, (rows) => {
      const kept = rows.filter((row) => row.some((one) => one !== ''));
      expect(rowsOf(written(rows), ',', true, 100)).toEqual(kept);
    }),
    { numRuns: 300 },
  );
});

test('any bytes are read without an error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(recordsOf(rowsOf(text, ',', false, 200)).length).toBeLessThan(200);
    }),
    { numRuns: 500 },
  );
});
