/** A log that is followed while somebody truncates, moves or removes it. */
import { appendFileSync, mkdtempSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Tail, tailOf } from '../../../src/run/tail.ts';

const folder = mkdtempSync(join(tmpdir(), 'cookbook-tail-'));

function read(tail: Tail): string {
  let text = '';
  tail.read((chunk) => {
    text += chunk.toString();
  });
  return text;
}

test('what is appended is read once', () => {
  const path = join(folder, 'a');
  const tail = tailOf(path);
  expect(read(tail)).toBe('');
  writeFileSync(path, 'one\n');
  expect(read(tail)).toBe('one\n');
  expect(read(tail)).toBe('');
  appendFileSync(path, 'two\n');
  expect(read(tail)).toBe('two\n');
  tail.close();
});

test('a turn reads no more than it is asked to, and says what is left', () => {
  const path = join(folder, 'turns');
  const tail = tailOf(path);
  writeFileSync(path, 'x'.repeat(1_000_000));
  let taken = 0;
  const turn = (most?: number) =>
    tail.read((chunk) => {
      taken += chunk.length;
    }, most);
  expect([turn(300_000), taken]).toEqual([700_000, 300_000]);
  expect([turn(0), taken]).toEqual([700_000, 300_000]);
  expect([turn(), taken]).toEqual([0, 1_000_000]);
  tail.close();
});

test('after a truncation what is written next is read', () => {
  const path = join(folder, 'b');
  writeFileSync(path, 'x'.repeat(1000));
  const tail = tailOf(path);
  read(tail);
  truncateSync(path);
  expect(read(tail)).toBe('');
  appendFileSync(path, 'step 7\n');
  expect(read(tail)).toBe('step 7\n');
  tail.close();
});

test('a writer that goes on with a moved or replaced file is followed', () => {
  const path = join(folder, 'c');
  writeFileSync(path, 'one\n');
  const tail = tailOf(path);
  read(tail);
  renameSync(path, `${path}.1`);
  writeFileSync(path, 'of somebody else, and longer\n');
  appendFileSync(`${path}.1`, 'two\n');
  expect(read(tail)).toBe('two\n');
  tail.close();
});
