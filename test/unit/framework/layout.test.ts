/** Where cosmos-framework puts what it makes: what is a step and what of it may be removed, to the letter. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LAYOUT } from '../../../src/engine/cosmos-framework/layout.ts';

test('steps are the folders of nine digits', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cookbook-framework-layout-'));
  expect(LAYOUT.steps(folder)).toEqual([]);
  for (const name of [
    'iter_000000010',
    'iter_000000002',
    'my_iter_000000003',
    'iter_0000000040',
    'iter_5',
    'x',
  ])
    mkdirSync(join(folder, 'checkpoints', name), { recursive: true });
  mkdirSync(join(folder, 'checkpoints/iter_000000006.removed'));
  expect([...LAYOUT.steps(folder)].sort()).toEqual([10, 2]);
  expect(LAYOUT.checkpoint(folder, 10)).toBe(join(folder, 'checkpoints/iter_000000010'));
  expect(LAYOUT.export(folder, 10)).toBe(join(folder, 'hf_exports/iter_000000010'));
});

test.each([
  ['iter_000000010', true],
  ['iter_000000010.removed', true],
  ['iter_000000010.removed2', false],
  ['iter_000000010xremoved', false],
  ['my_iter_000000010', false],
  ['iter_10', false],
])('%s is ours: %s', (name, ours) => {
  expect(LAYOUT.ours.test(name)).toBe(ours);
});
