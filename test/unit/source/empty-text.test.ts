/** An empty multi-line text: six quotes are no text of one quote, and what follows is still read. */
import { expect, test } from 'vitest';
import { readDocument } from '../../../src/config/toml-0.10/document.ts';

test.each(['""""""', "''''''"])('%s is an empty text', (quotes) => {
  expect(readDocument(`a = ${quotes}\nb = 1\n`)).toMatchObject({ ok: true, table: { a: '', b: 1n } });
});

test.each([
  ['a = """two "" quotes"""', 'two "" quotes'],
  ["a = '''two '' quotes'''", "two '' quotes"],
])('%s: two quotes do not end a text of three', (text, value) => {
  expect(readDocument(`${text}\nb = 1\n`)).toMatchObject({ ok: true, table: { a: value, b: 1n } });
});
