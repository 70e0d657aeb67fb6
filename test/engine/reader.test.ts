/** Our reader against the engine's own, Python `toml` 0.10.2: the same tree with the same types, or both refuse. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode } from '../../src/config/toml-0.10/decode.ts';
import { readDocument } from '../../src/config/toml-0.10/document.ts';
import { type Tree, tree } from '../unit/source/recorded-tree.ts';
import { anyDocument, REAL } from './any-document.ts';
import { pythonOf } from './real-config.ts';

/** Both answers about every text. */
function compare(texts: readonly string[]) {
  const done = spawnSync(pythonOf('0.4.7'), [join(import.meta.dirname, 'read_toml.py')], {
    input: texts.map((text) => `${JSON.stringify(Buffer.from(text).toString('base64'))}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
  });
  if (done.status !== 0) throw new Error(`toml 0.10.2 could not be asked: ${done.stderr}`);
  const lines = done.stdout.trim().split('\n');
  return texts.map((text, index) => {
    const theirs = JSON.parse(lines[index] ?? '') as { ok: boolean; tree?: Tree; error?: string };
    const decoded = decode(Buffer.from(text));
    const reading = decoded.ok ? readDocument(decoded.text) : { ok: false as const, reason: 'not UTF-8' };
    const ours = reading.ok ? { ok: true, tree: tree(reading.table) } : { ok: false, reason: reading.reason };
    return { text, ours, theirs };
  });
}

const same = ({ ours, theirs }: ReturnType<typeof compare>[number]): boolean =>
  ours.ok === theirs.ok && (!ours.ok || JSON.stringify(ours.tree) === JSON.stringify(theirs.tree));

test('every file of this repository that the engine reads', () => {
  expect(compare(REAL).filter((answer) => !same(answer))).toEqual([]);
});

test('property: the same tree, or both refuse', () => {
  const numRuns = Number(process.env['COOKBOOK_READER_RUNS'] ?? 4000);
  const seed = Number(process.env['COOKBOOK_READER_SEED'] ?? 20261124);
  const answers = compare(fc.sample(anyDocument, { numRuns, seed }));
  expect(answers.filter((answer) => !same(answer))).toEqual([]);
  expect(answers.filter(({ theirs }) => theirs.ok).length).toBeGreaterThan(numRuns / 10);
});
