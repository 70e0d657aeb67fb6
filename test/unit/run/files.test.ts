/** The files of a record: signs of life, lines that must not stop anybody, and text that is whole or not there. */
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  appendLines,
  leaveSign,
  recordEvent,
  runFiles,
  signAge,
  writeAtomically,
} from '../../../src/run/files.ts';
import { withLargest } from './largest.ts';

const root = mkdtempSync(join(tmpdir(), 'cookbook-files-'));
const fresh = () => join(mkdtempSync(join(root, 'f-')), 'it');

test('a sign of life is the time of the file, by the clock of the file system', () => {
  const path = fresh();
  expect(signAge(path)).toBeUndefined();
  expect(() => leaveSign(path)).not.toThrow();
  expect(signAge(path)).toBeUndefined();
  writeFileSync(path, '');
  const then = Date.now() / 1000 - 100;
  utimesSync(path, then, then);
  expect(signAge(path)).toBeGreaterThan(99);
  expect(signAge(path)).toBeLessThan(110);
  leaveSign(path);
  expect(Math.abs(signAge(path) ?? 99)).toBeLessThan(5);
});

test('lines are appended, to their owner alone, and never stop whoever appends', () => {
  const path = fresh();
  appendLines(path, 'a\n');
  appendLines(path, 'b\n');
  expect(readFileSync(path, 'utf8')).toBe('a\nb\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(() => appendLines(join(path, 'below'), 'x')).not.toThrow();
  const pipe = fresh();
  execFileSync('mkfifo', [pipe]);
  expect(() => appendLines(pipe, 'x')).not.toThrow();
});

test('what the kernel cuts short is not taken for written: the old stays, and no part is left', () => {
  const path = fresh();
  writeAtomically(path, 'old');
  for (const content of ['x'.repeat(10_000), Buffer.alloc(10_000)]) {
    expect(() => withLargest(4096, () => writeAtomically(path, content))).toThrow('EFBIG');
    expect([readFileSync(path, 'utf8'), readdirSync(join(path, '..'))]).toEqual(['old', ['it']]);
  }
});

test('what cannot even be begun is told by that, and what cannot be written whole with its path', () => {
  expect(() => writeAtomically(join(fresh(), 'x'), 'x')).toThrow(/ENOENT.*open/);
  const path = fresh();
  expect(() => withLargest(1, () => writeAtomically(path, 'xx'))).toThrow(expect.objectContaining({ path }));
});

test('no file stays open', () => {
  const path = fresh();
  const open = () => readdirSync('/proc/self/fd').length;
  const before = open();
  for (let time = 0; time < 5; time += 1) {
    appendLines(path, 'x');
    writeAtomically(path, 'x');
    expect(() => writeAtomically(root, 'x')).toThrow();
  }
  expect(open()).toBe(before);
});

test('an event is a line with its time', () => {
  const folder = mkdtempSync(join(root, 'e-'));
  recordEvent(runFiles(folder), { kind: 'k' });
  const line = readFileSync(join(folder, 'events.ndjson'), 'utf8');
  expect(JSON.parse(line)).toEqual({ t: expect.stringMatching(/^\d{4}-.*Z$/), kind: 'k' });
  expect(line.endsWith('\n')).toBe(true);
});

test('a file is written whole with the mode that is asked for; what cannot be written leaves no part', () => {
  const path = fresh();
  writeAtomically(path, 'ä'.repeat(70_000), 0o600);
  expect(readFileSync(path, 'utf8')).toHaveLength(70_000);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeAtomically(path, 'short');
  expect(readFileSync(path, 'utf8')).toBe('short');
  const folder = fresh();
  mkdirSync(folder);
  expect(() => writeAtomically(folder, 'x')).toThrow('EISDIR');
  expect(readdirSync(join(folder, '..'))).toEqual(['it']);
  expect(() => writeAtomically(join(path, 'below'), 'x')).toThrow('ENOTDIR');
});
