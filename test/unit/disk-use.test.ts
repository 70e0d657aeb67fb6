/** Bytes of files and folders. */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bytesOf } from '../../src/disk-use.ts';

test('plain files below a folder count once; links below it do not, and what is not there has no size', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bytes-'));
  mkdirSync(join(folder, 'deep/er'), { recursive: true });
  writeFileSync(join(folder, 'a'), 'abc');
  writeFileSync(join(folder, 'deep/er/b'), 'abcd');
  symlinkSync('a', join(folder, 'link'));
  symlinkSync('deep', join(folder, 'folder-link'));
  symlinkSync('nowhere', join(folder, 'dangling'));
  expect(bytesOf(folder)).toBe(7);
  expect(bytesOf(join(folder, 'folder-link'))).toBe(4);
  expect(bytesOf(join(folder, 'a'))).toBe(3);
  expect(bytesOf(join(folder, 'none'))).toBeUndefined();
});
