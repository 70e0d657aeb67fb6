/** A word in a printed script: the shell reads it back, and a terminal or a CI that shows the script is not moved by it. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from '../../../src/findings/shell-word.ts';

test.each([
  'plain-word',
  "it's a word",
  '',
  'two\nlines',
  '\u001b[2Jred\u001b]0;title\u0007',
  "a\\b'c\n::error::x",
  '##[error]owned',
  '\u202egnp.\u2066x\u009b31m',
  '$(touch x) `touch x` "$HOME" !! *',
])('%j', (word) => {
  const written = shellWord(word);
  expect(written).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|##\[/);
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  expect(execFileSync('bash', ['-c', `printf %s ${written}`], { encoding: 'utf8', env })).toBe(word);
});
