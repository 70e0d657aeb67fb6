/** The folder of a step at its edges: which list counts, which is too old, and which step the trainer goes on from. */
import { mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { LAYOUT } from '../../../src/engine/cosmos-framework/layout.ts';
import { latestStep, readIteration } from '../../../src/engine/cosmos-framework/proof/iteration.ts';
import { proofOf } from '../../../src/engine/cosmos-framework/proof/proof.ts';

const root = mkdtempSync(join(tmpdir(), 'cookbook-iteration-'));
let out = '';
const folder = () => LAYOUT.checkpoint(out, 4);
const list = (part: string) => join(folder(), part, '.metadata');
beforeEach(() => {
  out = mkdtempSync(join(root, 'o-'));
  for (const part of ['model', 'optim', 'scheduler', 'trainer']) {
    mkdirSync(join(folder(), part), { recursive: true });
    writeFileSync(
      join(folder(), part, '__0_0.distcp'),
      Buffer.from('PK\u0003\u0004 data PK\u0005\u0006 end', 'latin1'),
    );
    writeFileSync(list(part), 'x __0_0.distcp');
  }
  writeFileSync(join(out, 'config.yaml'), '');
  const before = Date.now() / 1000 - 5;
  utimesSync(join(out, 'config.yaml'), before, before);
  latest('iter_000000004\n');
});
const latest = (text: string) => writeFileSync(join(out, 'checkpoints/latest_checkpoint.txt'), text);

test('a step that is not there has no parts', () => {
  const path = LAYOUT.checkpoint(out, 5);
  expect(readIteration(out, 5)).toEqual({
    path,
    present: false,
    complete: false,
    problems: [`${path} does not exist`],
  });
  expect(readIteration(out, 4)).toEqual({ path: folder(), present: true, complete: true, problems: [] });
});

test('a list of the time at which the attempt began is its own; an older one is not', () => {
  const at = statSync(list('model')).mtimeMs;
  for (const part of ['optim', 'scheduler', 'trainer'])
    utimesSync(list(part), at / 1000 + 60, at / 1000 + 60);
  expect(readIteration(out, 4, at).complete).toBe(true);
  expect(readIteration(out, 4, at + 1)).toMatchObject({
    present: true,
    complete: false,
    problems: ['model: its .metadata is older than this run'],
  });
});

test.each([
  ['a list that is empty', () => writeFileSync(list('optim'), ''), 'optim: its .metadata is empty'],
  [
    'a list that names nothing',
    () => writeFileSync(list('optim'), 'x'),
    'optim: its .metadata names no file',
  ],
  ['no list', () => rmSync(list('optim')), 'optim: it has no .metadata, which is written last'],
  [
    'a list larger than any',
    () => truncateSync(list('optim'), 256 * 1024 * 1024 + 1),
    'optim: its .metadata is larger than a list can be',
  ],
  [
    'a list that is a folder',
    () => {
      rmSync(list('optim'));
      mkdirSync(list('optim'));
    },
    'optim: its .metadata is not a file',
  ],
])('%s', (_, spoil, problem) => {
  spoil();
  expect(readIteration(out, 4)).toMatchObject({ complete: false, problems: [problem] });
});

test.each([
  ['iter_000000004', 4],
  ['iter_000000004\n', 4],
  ['iter_000000004 \n\n', 4],
  ['iter_123456789', 123_456_789],
  ['my_iter_000000004', undefined],
  ['iter_000000004x', undefined],
  ['iter_4', undefined],
  ['', undefined],
])('the trainer goes on from %j: %s', (text, step) => {
  latest(text);
  expect(latestStep(out)).toBe(step);
  const { checkpoint, latest: named } = proofOf(out, 4);
  expect(named).toBe(step);
  expect(checkpoint.complete).toBe(step === 4);
  expect(checkpoint.problems).toEqual(
    step === 4
      ? []
      : [
          step === undefined
            ? 'there is no latest_checkpoint.txt'
            : `latest_checkpoint.txt names step ${step}, not 4`,
        ],
  );
});

test('without the file there is no step', () => {
  rmSync(join(out, 'checkpoints/latest_checkpoint.txt'));
  expect(latestStep(out)).toBeUndefined();
  expect(proofOf(out, 4)).not.toHaveProperty('latest');
});
