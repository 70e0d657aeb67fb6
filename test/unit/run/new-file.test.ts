/** A file that a user names for an answer: whole or refused, nothing of anybody's is lost. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { overwrite, PAGE_MARK, writeNewFile, writePage } from '../../../src/run/new-file.ts';
import { withLargest } from './largest.ts';

const root = mkdtempSync(join(tmpdir(), 'cookbook-new-file-'));
const fresh = () => join(mkdtempSync(join(root, 'f-')), 'out');

const refused = (words: string) =>
  expect.objectContaining({ exitCode: 73, message: expect.stringContaining(words) });

test('a new file has every byte, of text and of bytes', () => {
  const path = fresh();
  writeNewFile(path, 'é\n');
  expect(readFileSync(path, 'utf8')).toBe('é\n');
  const large = Buffer.alloc(3_000_000, 7);
  writeNewFile(`${path}-2`, large);
  expect(readFileSync(`${path}-2`).equals(large)).toBe(true);
  writeNewFile(`${path}-3`, '');
  expect(readFileSync(`${path}-3`, 'utf8')).toBe('');
});

test('one that is to be overwritten need not be there', () => {
  const path = fresh();
  writeNewFile(path, 'new', true);
  expect(readFileSync(path, 'utf8')).toBe('new');
});

test('one that is there stays, unless it is to be overwritten, and then nothing of the old is left', () => {
  const path = fresh();
  writeFileSync(path, 'a long old text');
  expect(() => writeNewFile(path, 'new')).toThrow(refused('exists already; it was not changed'));
  expect(readFileSync(path, 'utf8')).toBe('a long old text');
  writeNewFile(path, 'new', true);
  expect(readFileSync(path, 'utf8')).toBe('new');
});

test.each([false, true])('nothing is written through a link (force: %s)', (force) => {
  const path = fresh();
  writeFileSync(`${path}-target`, 'theirs');
  symlinkSync(`${path}-target`, path);
  expect(() => writeNewFile(path, 'new', force)).toThrow(refused('is a link; nothing is written through it'));
  expect(readFileSync(`${path}-target`, 'utf8')).toBe('theirs');
});

test('whatever else is in the way is told in the system’s words, and whether anything was written', () => {
  const path = join(fresh(), 'below');
  expect(() => writeNewFile(path, 'x')).toThrow(refused('ENOENT'));
  expect(() => writeNewFile(path, 'x')).toThrow(
    expect.objectContaining({ help: expect.stringContaining('nothing was written') }),
  );
  expect(() => writeNewFile(root, 'x', true)).toThrow(refused('exists already'));
});

test('what is no plain file is not replaced, whatever is asked', () => {
  const path = fresh();
  mkdirSync(path);
  expect(() => writeNewFile(path, 'new', true)).toThrow(refused('exists already'));
});

test('a page replaces a page of ours, also behind a link, and nothing else', () => {
  const path = fresh();
  writePage(path, `${PAGE_MARK} one`);
  writePage(path, `${PAGE_MARK} two`);
  expect(readFileSync(path, 'utf8')).toContain('two');
  symlinkSync(path, `${path}-link`);
  writePage(`${path}-link`, `${PAGE_MARK} three`);
  expect([lstatSync(`${path}-link`).isSymbolicLink(), readFileSync(path, 'utf8')]).toEqual([
    true,
    `${PAGE_MARK} three`,
  ]);
  writeFileSync(`${path}-theirs`, 'epoch = 3');
  expect(() => writePage(`${path}-theirs`, PAGE_MARK)).toThrow(refused('is no page of cookbook-run'));
  expect(readFileSync(`${path}-theirs`, 'utf8')).toBe('epoch = 3');
  symlinkSync(`${path}-nowhere`, `${path}-dangling`);
  expect(() => writePage(`${path}-dangling`, PAGE_MARK)).toThrow(refused('is no page of cookbook-run'));
});

test('to overwrite keeps a link and replaces what it leads to', () => {
  const path = fresh();
  writeFileSync(path, 'old');
  symlinkSync(path, `${path}-link`);
  overwrite(`${path}-link`, 'new');
  expect([lstatSync(`${path}-link`).isSymbolicLink(), readFileSync(path, 'utf8')]).toEqual([true, 'new']);
});

test('a file that could not be written whole is not left; nor does one stay open', () => {
  const path = fresh();
  const open = () => readdirSync('/proc/self/fd').length;
  const before = open();
  withLargest(4096, () => {
    for (const content of ['x'.repeat(10_000), Buffer.alloc(10_000)]) {
      expect(() => writeNewFile(path, content)).toThrow(refused('EFBIG'));
      expect(existsSync(path)).toBe(false);
    }
    writeFileSync(path, PAGE_MARK);
    expect(() => writePage(path, PAGE_MARK.padEnd(10_000))).toThrow(
      expect.objectContaining({
        exitCode: 73,
        message: expect.stringContaining('EFBIG'),
        cause: expect.any(Error),
      }),
    );
  });
  expect(readFileSync(path, 'utf8')).toBe(PAGE_MARK);
  writeNewFile(`${path}-2`, 'x');
  expect(open()).toBe(before);
});

test('a folder that is a link in a circle is told in the system’s words', () => {
  const path = fresh();
  symlinkSync(path, path);
  expect(() => writeNewFile(join(path, 'below'), 'x')).toThrow(refused('ELOOP'));
});
