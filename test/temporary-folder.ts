/** Before each file of tests: a folder for temporary files of its own, which is gone with all that was made in it when the file is done. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const before = process.env['TMPDIR'];
const folder = mkdtempSync(join(tmpdir(), 'cookbook-tests-'));
process.env['TMPDIR'] = folder;

afterAll(() => {
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  // Not by Node: one test makes a path that is longer than any call takes.
  spawnSync('rm', ['-rf', folder]);
});
