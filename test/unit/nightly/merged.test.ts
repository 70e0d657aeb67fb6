/** Models that adapters were merged into: which of them stay. */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isAdapter, keepBases, type MergedFacts, planMerged } from '../../../src/nightly/merged.ts';
import type { RetentionRow } from '../../../src/nightly/retention.ts';
import type { Place } from '../../../src/nightly/series-paths.ts';
import { member } from './members.ts';

const MARK = 'cookbook-merge.json';

function folder(...names: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'merged-'));
  for (const name of names) {
    mkdirSync(join(root, 'merged', name), { recursive: true });
    writeFileSync(join(root, 'merged', name, MARK), '{"key": "k"}');
  }
  return root;
}

const ROW: RetentionRow = { run: 'user', paths: [], notOurs: [] };

/** A folder of weights that is an adapter. */
function adapter(): string {
  const path = mkdtempSync(join(tmpdir(), 'merged-adapter-'));
  writeFileSync(join(path, 'adapter_config.json'), '{}');
  return path;
}

function kept(root: string, facts: Partial<MergedFacts> = {}) {
  const none = { members: [], rows: [], lastGood: undefined, open: new Set<string>(), openPaths: [] };
  return Object.fromEntries(
    planMerged({ folder: root } as Place, { ...none, ...facts }).map((row) => [
      row.run,
      row.kept ?? row.paths,
    ]),
  );
}

describe('planMerged', () => {
  const members = [member('/r', { id: 'user', startedFrom: { run: 'a', path: '/elsewhere/merged/a' } })];

  test('nothing needs it: it may go, and so may the beginning of one', () => {
    const root = folder('a', 'b.part');
    expect(kept(root)).toEqual({
      'merged/a': [join(root, 'merged/a')],
      'merged/b.part': [join(root, 'merged/b.part')],
    });
  });

  test.each<[string, Partial<MergedFacts>, string]>([
    ['the last good run', { lastGood: 'a' }, 'the next training may start from it'],
    ['an open training', { members, open: new Set(['user']) }, 'the training that goes on started from it'],
    [
      'an adapter that is kept',
      { members, rows: [{ ...ROW, kept: 'it is the best run', paths: ['/r/whole', adapter()] }] },
      'user, which is kept, is an adapter to it',
    ],
    [
      'an adapter that somebody copied from',
      { members, rows: [{ ...ROW, notOurs: [adapter()] }] },
      'user, which is kept, is an adapter to it',
    ],
  ])('%s keeps it', (_, facts, why) => {
    expect(kept(folder('a', 'z'), facts)).toMatchObject({ 'merged/a': why, 'merged/z': [expect.anything()] });
  });

  test('an adapter whose weights go takes its model with it, and one of another model keeps none', () => {
    const paths = [adapter()];
    expect(kept(folder('a'), { members, rows: [{ ...ROW, paths }] })['merged/a']).toHaveLength(1);
    const others = [member('/r', { id: 'user', startedFrom: { run: 'a', path: '/s/runs/a/train/x' } })];
    const rows = [{ ...ROW, kept: 'it runs', paths }];
    expect(kept(folder('a'), { members: others, rows })['merged/a']).toHaveLength(1);
  });

  test('what was trained on it as a whole needs it no more', () => {
    const rows = [{ ...ROW, kept: 'it is the best run', paths: [folder('whole')], notOurs: [folder('w')] }];
    expect(kept(folder('a'), { members, rows })['merged/a']).toHaveLength(1);
  });

  test('a process that reads it keeps it, one of a neighbour does not', () => {
    const root = folder('a');
    expect(kept(root, { openPaths: [join(root, 'merged/a/w')] })['merged/a']).toBe('a process uses it');
    expect(kept(root, { openPaths: [join(root, 'merged/ab/w')] })['merged/a']).toHaveLength(1);
  });

  test('what no merge of ours made is left alone, also a link to one, and a series without any has none', () => {
    const root = folder('a');
    mkdirSync(join(root, 'merged/mine'));
    writeFileSync(join(root, 'merged/note'), '');
    symlinkSync(join(root, 'merged/a'), join(root, 'merged/link'));
    expect(Object.keys(kept(root))).toEqual(['merged/a']);
    expect(kept(folder())).toEqual({});
    const linked = folder();
    symlinkSync(join(root, 'merged'), join(linked, 'merged'));
    expect(kept(linked)).toEqual({});
  });
});

describe('keepBases', () => {
  const from = (path: string) => [
    member('/r', { id: 'a' }),
    member('/r', { id: 'user', startedFrom: { run: 'a', path } }),
  ];
  const EXPORT = '/r/a/train/safetensors/step_2';
  const base: RetentionRow = { run: 'a', paths: [EXPORT], notOurs: [] };
  const because = 'user, which is kept, is an adapter to it';
  const reasonOf = (user: Partial<RetentionRow>, path = EXPORT) =>
    keepBases([base, { ...ROW, ...user }], from(path))[0]?.kept;

  test('an adapter that is kept keeps the run whose export it was trained on', () => {
    expect(reasonOf({ kept: 'it is the best run', paths: [adapter()] })).toBe(because);
    expect(reasonOf({ notOurs: [adapter()] })).toBe(because);
  });

  test('nothing else does: one that goes, a whole model, one that rests on a merged model, one from its base', () => {
    expect(reasonOf({ paths: [adapter()] })).toBeUndefined();
    expect(reasonOf({ kept: 'it is the best run', paths: [folder('whole')] })).toBeUndefined();
    expect(reasonOf({ kept: 'it is the best run', paths: [adapter()] }, '/s/merged/a')).toBeUndefined();
    const alone = [base, { ...ROW, kept: 'it is the best run', paths: [adapter()] }];
    expect(keepBases(alone, [member('/r', { id: 'a' }), member('/r', { id: 'user' })])).toEqual(alone);
  });

  test('a reason that stands already stays, and so does every other row', () => {
    const rows = [
      { ...base, kept: 'it is the last good run' },
      { ...ROW, run: 'other' },
      { ...ROW, kept: 'it is the best run', paths: [adapter()] },
    ];
    expect(keepBases(rows, from(EXPORT))).toEqual(rows);
  });
});

test('an adapter is what has an adapter_config.json', () => {
  const root = folder('a');
  expect(isAdapter(join(root, 'merged/a'))).toBe(false);
  writeFileSync(join(root, 'merged/a/adapter_config.json'), '{}');
  expect(isAdapter(join(root, 'merged/a'))).toBe(true);
});
