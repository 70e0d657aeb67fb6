/** Which weights may go: every reason to keep is alone enough, whatever the order, the clock and the links. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { planRetention, type RetentionFacts, removeWeights } from '../../../src/nightly/retention.ts';
import { openPaths } from '../../../src/run/open-paths.ts';
import { age, type Given, member, weights } from './members.ts';

const newRoot = () => mkdtempSync(join(tmpdir(), 'cookbook-retention-'));

/** Plans for runs in this order; every run has weights. */
function plan(given: readonly Given[], facts: Partial<RetentionFacts> = {}, root = newRoot()) {
  for (const { id } of given) if (!existsSync(join(root, id))) weights(root, id);
  return planRetention({
    members: given.map((one) => member(root, one)),
    good: 1,
    lastGood: undefined,
    open: new Set(),
    openPaths: [],
    pending: undefined,
    ...facts,
  });
}
const kept = (given: readonly Given[], facts: Partial<RetentionFacts> = {}) =>
  plan(given, facts).map((row) => row.kept);

const NEWEST = { id: 'z' };
const good = (id: string, loss?: number): Given => ({
  id,
  promotedAt: '2026-11-24T03:00:00Z',
  ...(loss === undefined ? {} : { loss }),
});

describe('each reason alone keeps', () => {
  test('nothing keeps a run that nobody needs', () => {
    expect(kept([{ id: 'a' }, NEWEST])).toEqual([undefined, 'it is the newest run']);
  });
  test.each<[string, Given, Partial<RetentionFacts>]>([
    ['it is the last good run', { id: 'a' }, { lastGood: 'a' }],
    ['it is not over', { id: 'a', running: true }, {}],
    ['it is not over', { id: 'a', standing: 'pending' }, {}],
    ['its training goes on', { id: 'a' }, { open: new Set(['a']) }],
    ['it waits for its gate', { id: 'a' }, { pending: 'a' }],
    ['the training that goes on started from it', { id: 'a' }, { base: 'a' }],
    ['it is one of the newest 1 good runs', good('a'), {}],
  ])('%s', (reason, one, facts) => {
    expect(kept([one, { id: 'b' }, NEWEST], facts)).toEqual([reason, undefined, 'it is the newest run']);
  });
  test('a process uses it', () => {
    const root = newRoot();
    const used = { openPaths: [join(root, 'a', 'train/safetensors/step_2/weights')] };
    expect(plan([{ id: 'a' }, { id: 'ab' }, NEWEST], used, root).map((row) => row.kept)).toEqual([
      'a process uses it',
      undefined,
      'it is the newest run',
    ]);
  });
  test('the newest N good runs, and the best of all', () => {
    const runs = [good('a', 3), good('b', 1), good('c', 2), good('d', 4), good('e', 5), NEWEST];
    expect(kept(runs, { good: 2 })).toEqual([
      undefined,
      'it is the best run',
      undefined,
      'it is one of the newest 2 good runs',
      'it is one of the newest 2 good runs',
      'it is the newest run',
    ]);
    expect(kept([good('a'), good('b', 1), good('c', 2), NEWEST])[1]).toBe('it is the best run');
    // A loss of 0 is a loss; a run that did not pass is not the best, however low its loss.
    expect(kept([good('a', 1), good('b', 0), { id: 'c', loss: -1 }, good('d', 3), NEWEST])).toEqual([
      undefined,
      'it is the best run',
      undefined,
      'it is one of the newest 1 good runs',
      'it is the newest run',
    ]);
  });
  test('many good runs: all of the newest N', () => {
    expect(kept([good('a'), good('b'), good('c'), NEWEST], { good: 3 }).slice(0, 3)).toEqual(
      Array(3).fill('it is one of the newest 3 good runs'),
    );
  });
});

describe('what is on the disk', () => {
  test('folders of steps, staged and replaced exports are weights, everything else is not', () => {
    const root = newRoot();
    const names = ['step_2', 'step_10.incomplete-0af', 'step_2.previous-9'];
    const ours = weights(
      root,
      'a',
      names.flatMap((name) => [`checkpoints/${name}`, `safetensors/${name}`]),
    );
    weights(root, 'a', ['checkpoints/step_x', 'checkpoints/best', 'safetensors/step_2.mine', 'other/step_2']);
    writeFileSync(join(root, 'a', 'train/checkpoints/step_3'), 'a file');
    const [row] = plan([{ id: 'a' }, NEWEST], {}, root);
    expect(row?.paths.toSorted()).toEqual(ours.toSorted());
    expect(row?.notOurs).toEqual([]);
  });

  test.each(['run', 'train', 'checkpoints', 'step'])(
    'nothing is reached through a link in place of the %s',
    (at) => {
      const root = newRoot();
      const [step = ''] = weights(root, 'a', ['checkpoints/step_2']);
      const from =
        {
          run: join(root, 'a'),
          train: join(root, 'a/train'),
          checkpoints: join(root, 'a/train/checkpoints'),
          step,
        }[at] ?? '';
      renameSync(from, `${root}/elsewhere`);
      symlinkSync(`${root}/elsewhere`, from);
      expect(plan([{ id: 'a' }, NEWEST], {}, root)[0]?.paths).toEqual([]);
    },
  );

  test('a file that is newer than the end keeps its folder: by date, or by its inode where the date is old', () => {
    const root = newRoot();
    const [checkpoint = '', exported = ''] = weights(root, 'a');
    const paths = () => plan([{ id: 'a' }, NEWEST], {}, root)[0];
    expect(paths()).toMatchObject({ paths: [checkpoint, exported], notOurs: [] });
    // The record is two hours old: everything in it has come since, whatever its date says.
    age(root, 'a', 7200);
    const old = new Date(Date.now() - 3 * 3_600_000);
    utimesSync(join(exported, 'weights'), old, old);
    expect(paths()).toMatchObject({ paths: [], notOurs: [checkpoint, exported] });
    // Within the minute that clocks of network file systems may differ.
    age(root, 'a', 30);
    expect(paths()).toMatchObject({ paths: [checkpoint, exported], notOurs: [] });
    const later = new Date(Date.now() + 3_600_000);
    mkdirSync(join(checkpoint, 'deep'));
    writeFileSync(join(checkpoint, 'deep/notes'), 'mine');
    utimesSync(join(checkpoint, 'deep/notes'), later, later);
    expect(paths()).toMatchObject({ paths: [exported], notOurs: [checkpoint] });
  });

  test('a kept run is not looked at for strangers; a run without weights has none', () => {
    const root = newRoot();
    const made = weights(root, 'a');
    age(root, 'a', 7200);
    expect(plan([{ id: 'a' }, NEWEST], { lastGood: 'a' }, root)[0]).toMatchObject({
      paths: made,
      notOurs: [],
    });
    weights(root, 'b', []);
    expect(plan([{ id: 'b' }, NEWEST], {}, root)[0]).toMatchObject({ paths: [], notOurs: [] });
  });

  test('only what may go is removed, and what cannot be removed is said', () => {
    const root = newRoot();
    const rows = plan([{ id: 'a' }, { id: 'b' }, NEWEST], { lastGood: 'b' }, root);
    const errors: string[] = [];
    const said = (path: string, why: string) => errors.push(`${path}: ${why}`);
    expect(removeWeights(rows, said)).toEqual(rows[0]?.paths);
    expect(readdirSync(join(root, 'a/train/checkpoints'))).toEqual([]);
    expect(existsSync(join(root, 'a/run.json'))).toBe(true);
    for (const id of ['b', 'z']) expect(readdirSync(join(root, id, 'train/safetensors'))).toEqual(['step_2']);
    expect(errors).toEqual([]);
    const impossible = [{ run: 'x', paths: [`${root}/a\0b`], notOurs: [] }];
    expect(removeWeights(impossible, said)).toEqual([]);
    expect(errors).toHaveLength(1);
  });

  test('what a process has mapped is in use, too', async () => {
    const root = newRoot();
    weights(root, 'a');
    const program = join(root, 'a', 'train/safetensors/step_2/program');
    copyFileSync('/bin/sleep', program);
    chmodSync(program, 0o755);
    const child = spawn(program, ['30']);
    try {
      await vi.waitFor(() => expect(openPaths(root)).toEqual([program]), { timeout: 5000 });
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('paths that a process has open, and no others', () => {
    const root = newRoot();
    const [, exported = ''] = weights(root, 'a');
    expect(openPaths(root)).toEqual([]);
    const file = openSync(join(exported, 'weights'), 'r');
    try {
      expect(openPaths(root)).toEqual([join(exported, 'weights')]);
      expect(openPaths(join(root, 'b'))).toEqual([]);
      expect(openPaths(root.slice(0, -1))).toEqual([]);
    } finally {
      closeSync(file);
    }
  });
});

test('property: what is needed is never let go, whatever the order', () => {
  const root = newRoot();
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  for (const id of ids) weights(root, id);
  const run = fc.record({
    promoted: fc.boolean(),
    running: fc.boolean(),
    loss: fc.option(fc.double({ noNaN: true, min: 0, max: 9 }), { nil: undefined }),
  });
  const maybe = fc.option(fc.constantFrom(...ids), { nil: undefined });
  fc.assert(
    fc.property(
      fc.shuffledSubarray(ids, { minLength: 1 }),
      fc.array(run, { minLength: 7, maxLength: 7 }),
      fc.integer({ min: 1, max: 4 }),
      maybe,
      maybe,
      maybe,
      maybe,
      fc.subarray(ids),
      (order, drawn, count, lastGood, pending, base, used, open) => {
        const given = order.map((id, index): Given => {
          const { promoted, running, loss } = drawn[index] ?? {
            promoted: false,
            running: false,
            loss: undefined,
          };
          return {
            id,
            running,
            ...(promoted ? { promotedAt: 't' } : {}),
            ...(loss === undefined ? {} : { loss }),
          };
        });
        const rows = plan(
          given,
          {
            good: count,
            lastGood,
            pending,
            base,
            open: new Set(open),
            openPaths: used === undefined ? [] : [join(root, used, 'x')],
          },
          root,
        );
        const gone = rows.filter((row) => row.kept === undefined).map((row) => row.run);
        const promoted = given.filter((one) => one.promotedAt !== undefined);
        const lowest = Math.min(...promoted.map((one) => one.loss ?? Number.POSITIVE_INFINITY));
        const needed = [
          order.at(-1),
          lastGood,
          pending,
          base,
          used,
          ...open,
          ...promoted.slice(-count).map((one) => one.id),
          ...given.filter((one) => one.running === true).map((one) => one.id),
        ];
        for (const id of needed) expect(gone).not.toContain(id);
        if (Number.isFinite(lowest))
          expect(promoted.filter((one) => one.loss === lowest).every((one) => gone.includes(one.id))).toBe(
            false,
          );
        // And what nothing speaks for goes.
        for (const one of given)
          if (!needed.includes(one.id) && one.promotedAt === undefined) expect(gone).toContain(one.id);
      },
    ),
    { numRuns: 150 },
  );
});
