/** A log that could not go on: its disk is the cause where nothing else is, and only if it is full now. Real files. */
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Ending } from '../../../src/engine/engine.ts';
import { runFiles } from '../../../src/run/files.ts';
import { onFullDisk } from '../../../src/run/full-disk.ts';
import { withLargest } from './largest.ts';

const root = mkdtempSync(join(tmpdir(), 'cookbook-full-disk-'));
const files = () => runFiles(mkdtempSync(join(root, 'r-')));

const found = (id: string, severity: Ending['findings'][number]['severity']) =>
  ({ id, severity, subject: 's', message: 'm', data: {} }) as Ending['findings'][number];
const NO_CAUSE = found('engine-failed', 'error');
const WARNING = found('checkpoint-kept', 'warning');
const CAUSE = found('port-in-use', 'error');

const ending = (outcome: Ending['outcome'], ...findings: Ending['findings']): Ending => ({
  outcome,
  exitCode: 1,
  step: { last: 3 },
  findings,
});

test.each([
  ['nothing is known', []],
  ['only that it failed', [NO_CAUSE]],
  ['only something that is no cause', [WARNING]],
  ['both', [WARNING, NO_CAUSE]],
])('a full disk is the cause of a failure of which %s', (_, findings) => {
  const { folder, ...rest } = files();
  const known = ending('failed', ...findings);
  const told = withLargest(8192, () => onFullDisk(known, { folder, ...rest }));
  expect(told).toMatchObject({ outcome: 'disk', exitCode: 73, step: { last: 3 } });
  expect(told.findings).toEqual([
    expect.objectContaining({ id: 'disk-full', severity: 'error', subject: folder }),
    ...findings,
  ]);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ['has another cause', ending('failed', CAUSE)],
  ['has another cause beside others', ending('failed', NO_CAUSE, CAUSE, WARNING)],
  ['was no failure', ending('succeeded')],
  ['was stopped', ending('interrupted', WARNING)],
  ['is known by its outcome', ending('out-of-gpu-memory', NO_CAUSE)],
])('not of an end that %s', (_, known) => {
  expect(withLargest(8192, () => onFullDisk(known, files()))).toBe(known);
});

test('not where a few lines still have room, nor where the folder is gone; nothing is left there', () => {
  const [place, known] = [files(), ending('failed', NO_CAUSE)];
  expect(withLargest(16_384, () => onFullDisk(known, place))).toBe(known);
  expect(readdirSync(place.folder)).toEqual([]);
  expect(onFullDisk(known, runFiles(join(place.folder, 'gone')))).toBe(known);
});
