/** What `runs rm` may remove: the folder of a run that is over, never through a link, never what a series holds. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../../src/disk-use.ts';
import { OUTCOMES, type Outcome } from '../../../src/findings/outcome.ts';
import { dropDeadLast, pointLast } from '../../../src/run/last-link.ts';
import { findRun, goesOn, isOver, type RunState } from '../../../src/run/record.ts';
import { removeRun, whyKept } from '../../../src/run/remove.ts';
import { putRecord, runRecord } from './records.ts';

const root = mkdtempSync(join(tmpdir(), 'cookbook-remove-'));

const fresh = () => mkdtempSync(join(root, 'f-'));

/** A run that ended, as its folder below `runs` tells. */
function ended(runs: string, id = '20261129-1'): RunState {
  putRecord(runs, runRecord({ id, status: 'ended', outcome: 'failed' }));
  return findRun(runs, id);
}

const at = (state: RunState, standing: Outcome): RunState => ({ ...state, standing });

describe('a run', () => {
  test('that runs or waits for its turn is not over; every other one is', () => {
    const state = ended(fresh());
    const going = (Object.keys(OUTCOMES) as Outcome[]).filter((standing) => !isOver(at(state, standing)));
    expect(going.sort()).toEqual(['pending', 'running']);
    expect(goesOn(at(state, 'pending'))).toContain('waits in the queue');
    expect(goesOn(at(state, 'running'))).toContain('is running');
  });

  test.each(['running', 'pending'] as const)('that is %s stays, and what ends it is said', (standing) => {
    expect(whyKept(at(ended(fresh()), standing), 'last')).toMatchObject({
      why: expect.stringContaining('20261129-1'),
      help: 'cookbook-run runs stop 20261129-1',
    });
  });

  test.each(['failed', 'succeeded', 'abandoned'] as const)('that is %s may go', (standing) => {
    expect(whyKept(at(ended(fresh()), standing), '20261129-1')).toBeUndefined();
  });

  test('whose folder has another name is a copy, beside which other things may lie: it stays', () => {
    const runs = fresh();
    const state = ended(runs);
    renameSync(state.files.folder, join(runs, 'thesis'));
    expect(whyKept(findRun(runs, '20261129-1'), '20261129-1')).toMatchObject({
      why: expect.stringContaining(join(runs, 'thesis')),
    });
  });

  test('of a series is its retention’s to remove', () => {
    const series = fresh();
    const state = ended(join(series, 'runs'));
    expect(whyKept(state, '20261129-1')).toBeUndefined();
    mkdirSync(join(series, 'nights'));
    expect(whyKept(state, '20261129-1')).toMatchObject({ help: expect.stringContaining('nightly prune') });
  });

  test('is never removed through a link, by name or by path', () => {
    const runs = fresh();
    const elsewhere = ended(fresh(), 'theirs');
    symlinkSync(elsewhere.files.folder, join(runs, 'linked'));
    expect(whyKept(findRun(runs, 'theirs'), 'theirs')).toMatchObject({
      why: expect.stringContaining('is a link'),
    });
    for (const word of [
      join(runs, 'linked'),
      `${join(runs, 'linked')}/`,
      relative('.', join(runs, 'linked')),
    ])
      expect(whyKept(findRun(runs, word), word), word).toMatchObject({
        why: expect.stringContaining('is a link'),
      });
    expect(whyKept(elsewhere, elsewhere.files.folder)).toBeUndefined();
  });

  test('that `last` points to is meant by it, as a word and as a path', () => {
    const runs = fresh();
    const state = ended(runs);
    pointLast(state.files.folder);
    for (const word of ['last', join(runs, 'last')])
      expect(whyKept(findRun(runs, word), word)).toBeUndefined();
  });
});

test('removing takes the folder and the link that named it, and nothing beside them', () => {
  const runs = fresh();
  const [one, two] = [ended(runs, 'a-1'), ended(runs, 'a-2')];
  const kept = join(fresh(), 'weights');
  writeFileSync(kept, '123');
  symlinkSync(kept, join(one.files.folder, 'model'));
  pointLast(two.files.folder);
  removeRun(one);
  expect(existsSync(one.files.folder)).toBe(false);
  expect(existsSync(kept)).toBe(true);
  expect(existsSync(join(runs, 'last', 'run.json'))).toBe(true);
  removeRun(two);
  expect(lstatSync(join(runs, 'last'), { throwIfNoEntry: false })).toBeUndefined();
  expect(existsSync(runs)).toBe(true);
});

describe('`last`', () => {
  const target = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;

  test('moves on to the newest run, and leaves no part behind', () => {
    const runs = fresh();
    const [one, two] = [ended(runs, 'a-1'), ended(runs, 'a-2')];
    pointLast(one.files.folder);
    pointLast(two.files.folder);
    expect(findRun(runs, join(runs, 'last')).record.id).toBe('a-2');
    expect(bytesOf(runs)).toBe(Number(bytesOf(one.files.folder)) + Number(bytesOf(two.files.folder)));
    expect(existsSync(join(runs, `last.${process.pid}.part`))).toBe(false);
  });

  test('that is a file or a folder of somebody stays what it is', () => {
    const runs = fresh();
    const state = ended(runs);
    writeFileSync(join(runs, 'last'), 'theirs');
    pointLast(state.files.folder);
    expect(readFileSync(join(runs, 'last'), 'utf8')).toBe('theirs');
    rmSync(join(runs, 'last'));
    mkdirSync(join(runs, 'last'));
    pointLast(state.files.folder);
    expect(target(join(runs, 'last'))).toBe(false);
    dropDeadLast(runs);
    expect(existsSync(join(runs, 'last'))).toBe(true);
  });

  test('is dropped only where its run is gone', () => {
    const runs = fresh();
    dropDeadLast(runs);
    const state = ended(runs);
    pointLast(state.files.folder);
    dropDeadLast(runs);
    expect(target(join(runs, 'last'))).toBe(true);
    rmSync(state.files.folder, { recursive: true });
    dropDeadLast(runs);
    expect(target(join(runs, 'last'))).toBe(false);
  });

  test('cannot be made, and the run goes on: no folder, or a part of a dead start in the way', () => {
    const runs = fresh();
    expect(() => pointLast(join(runs, 'no-such/run'))).not.toThrow();
    const state = ended(runs);
    symlinkSync('x', join(runs, `last.${process.pid}.part`));
    pointLast(state.files.folder);
    expect(lstatSync(join(runs, `last.${process.pid}.part`), { throwIfNoEntry: false })).toBeUndefined();
    pointLast(state.files.folder);
    expect(findRun(runs, 'last').record.id).toBe('20261129-1');
    expect(target(join(runs, 'last'))).toBe(true);
  });
});
