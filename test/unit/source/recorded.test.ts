/** Odd texts with what Python's `toml` 0.10.2 made of them, recorded: the same tree with the same types, or both refuse. test/engine/reader.test.ts asks it anew. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { decode } from '../../../src/config/toml-0.10/decode.ts';
import { readDocument } from '../../../src/config/toml-0.10/document.ts';
import { type Tree, tree } from './recorded-tree.ts';

const RECORDED: ReadonlyArray<{ readonly text: string; readonly tree?: Tree; readonly error?: string }> =
  readFileSync(resolve(import.meta.dirname, '../../fixtures/source/toml-0.10.2.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const TOGETHER = 10;
const PARTS = Array.from({ length: Math.ceil(RECORDED.length / TOGETHER) }, (_, part) => part);

test.each(PARTS)('part %i is read as it was there', (part) => {
  for (const { text, tree: theirs, error } of RECORDED.slice(part * TOGETHER, (part + 1) * TOGETHER)) {
    const decoded = decode(Buffer.from(text));
    if (!decoded.ok) throw new Error('no text');
    const ours = readDocument(decoded.text);
    expect(ours.ok ? tree(ours.table) : 'refused', JSON.stringify(text)).toEqual(
      error === undefined ? theirs : 'refused',
    );
  }
});
