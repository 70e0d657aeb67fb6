/** What survived a second look for unnoticed changes: records, situations, what a dataset is made of, exports, and the disk below them. */
import { createHash } from 'node:crypto';
import fs, {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkFolder, checkRecords } from '../../../src/nightly/check-records.ts';
import { changeText, dataChange, inventoryOf } from '../../../src/nightly/dataset-files.ts';
import { deadlineOf, untilDeadline } from '../../../src/nightly/deadline.ts';
import { fingerprintOf } from '../../../src/nightly/fingerprint.ts';
import { verifyExport } from '../../../src/nightly/gate/decide.ts';
import { judgeFinished } from '../../../src/nightly/gate/measure.ts';
import { firstRecord } from '../../../src/nightly/journal.ts';
import { planMerged } from '../../../src/nightly/merged.ts';
import { writeNight } from '../../../src/nightly/night-record.ts';
import { lastGood, promote } from '../../../src/nightly/promote.ts';
import { prune } from '../../../src/nightly/prune.ts';
import { inSeries } from '../../../src/nightly/series-paths.ts';
import { endOfChain, membersOf, newestChain, nextSequence } from '../../../src/nightly/series-run.ts';
import { changesSince, standingOf } from '../../../src/nightly/situation.ts';
import { FINGERPRINT, type Given, member } from './members.ts';
import { IO, makeRun, seriesFolder, writeExport } from './series-folder.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'cookbook-noticed-'));
const run = (given: Given) => member('/s', given);
const NEVER = new AbortController().signal;

const real = { fsyncSync: fs.fsyncSync, rmSync: fs.rmSync, renameSync: fs.renameSync };
afterEach(() => {
  Object.assign(fs, real);
  syncBuiltinESMExports();
});
/** Stands between a test and the disk, which does not fail or lose power when it is asked to. */
function watchDisk(more: Partial<typeof real>): void {
  Object.assign(fs, more);
  syncBuiltinESMExports();
}

describe('records of a series', () => {
  test('a null or a number in place of a place in the series is none', () => {
    const folder = seriesFolder();
    makeRun(folder, { id: 'a' });
    for (const [id, text] of Object.entries({ b: 'null', c: '7', d: '"s"' })) {
      makeRun(folder, { id });
      writeFileSync(join(folder.place.runs, id, 'nightly.json'), text);
    }
    expect(membersOf(folder.place, 's').map((one) => one.state.record.id)).toEqual(['a']);
  });

  test('the next number follows the last one, and the newest training is that of the last run', () => {
    const members = [1, 2, 9].map((sequence) => run({ id: `r${sequence}`, sequence, chain: `c${sequence}` }));
    expect(nextSequence(members)).toBe(10);
    expect(newestChain(members).map((one) => one.state.record.id)).toEqual(['r9']);
  });

  test('an end of which neither step is known, or one of them, ends no training', () => {
    for (const steps of [{}, { planned: 1 }, { planned: 0 }, { last: 3 }])
      expect(endOfChain([run({ id: 'a', outcome: 'unverified', ...steps })])).toBeUndefined();
  });

  test('one that is broken in both of its files is left out; one as new as the newest is told, not refused', () => {
    const folder = seriesFolder();
    for (const [id, sequence] of [
      ['a', 1],
      ['b', 2],
      ['c', 3],
      ['e', 4],
    ] as const)
      makeRun(folder, { id, sequence });
    for (const name of ['nightly.json', 'run.json']) writeFileSync(join(folder.place.runs, 'a', name), '{');
    expect(checkRecords(folder.place, 's')).toEqual([expect.stringMatching(/^the run a is left out/)]);
    // A copy of the newest run, whose record was cut.
    makeRun(folder, { id: 'd', sequence: 4 });
    writeFileSync(join(folder.place.runs, 'd', 'run.json'), '{');
    expect(checkRecords(folder.place, 's')).toHaveLength(2);
    rmSync(folder.place.runs, { recursive: true });
    expect(checkRecords(folder.place, 's')).toEqual([]);
  });
});

test('a folder is of the series of its last night', () => {
  const { place } = seriesFolder();
  expect(() => checkFolder(place, 's')).not.toThrow();
  const night = (id: string, series: string, sequence: number) =>
    writeNight(place, { ...firstRecord(seriesFolder().spec, id, IO), series, sequence });
  night('a', 'other', 1);
  expect(() => checkFolder(place, 's')).toThrow(/is the folder of the series other, and this one is s$/);
  night('b', 's', 2);
  expect(() => checkFolder(place, 's')).not.toThrow();
  expect(() => checkFolder(place, 'S')).toThrow();
});

describe('where something of a moved series lies', () => {
  const { place } = seriesFolder();
  mkdirSync(join(place.runs, 'a/train'), { recursive: true });

  test.each([
    ['/old/series/runs/a/train', join(place.runs, 'a/train')],
    ['/runs/b/series/runs/a/train', join(place.runs, 'a/train')],
    ['/old/series/runs/b/train', '/old/series/runs/b/train'],
    ['/a/model', '/a/model'],
  ])('%s is %s', (path, now) => expect(inSeries(place, path)).toBe(now));

  test('of a merged model, too', () => {
    mkdirSync(join(place.folder, 'merged/a'), { recursive: true });
    expect(inSeries(place, '/old/merged/a')).toBe(join(place.folder, 'merged/a'));
  });
});

describe('situations', () => {
  const dataset = (sha256: string, files = 2) => ({ ...FINGERPRINT, dataset: { files, sha256 } });

  test('a new series stands for nothing, and nothing has changed since', () => {
    const standing = standingOf([]);
    expect(standing).toStrictEqual({ situation: { kind: 'new' }, passedOver: [] });
    expect(changesSince(standing, dataset('1'), {})).toStrictEqual({ config: [], machine: [] });
  });

  test('of a training that saved nothing the last run is told', () => {
    const folder = seriesFolder();
    const chain = ['a', 'b', 'c'].map((id) => makeRun(folder, { id, chain: 'a', outcome: 'failed' }));
    expect(standingOf(chain)).toMatchObject({
      situation: { kind: 'nothing-saved', run: 'c' },
      training: { first: chain[0], source: chain[2] },
    });
  });

  test('a finished training passed nothing over, and knows both of its ends', () => {
    const chain = [run({ id: 'a', outcome: 'retryable' }), run({ id: 'b', chain: 'a' })];
    expect(standingOf(chain)).toStrictEqual({
      situation: { kind: 'finished', run: 'b' },
      training: { first: chain[0], source: chain[1] },
      passedOver: [],
    });
  });

  test('the same data are no change; data that nobody knew then, or know now, are one', () => {
    const of = (fingerprint: Given['fingerprint']) =>
      standingOf([run({ id: 'a', ...(fingerprint === undefined ? {} : { fingerprint }) })]);
    const same = { config: [], machine: [] };
    expect(changesSince(of(dataset('1')), dataset('1'), {})).toStrictEqual(same);
    expect(changesSince(of(FINGERPRINT), FINGERPRINT, {})).toStrictEqual(same);
    expect(changesSince(of(FINGERPRINT), dataset('1'), {}).data).toBe('? files then, 2 now');
    expect(changesSince(of(dataset('1')), FINGERPRINT, {}).data).toBe('2 files then, ? now');
  });
});

test('a fingerprint holds its dataset where there is one, without the names of its files', () => {
  const plan = { engine: '0.4.7', gpus: 1, savingRanks: 1 };
  const inventory = { files: 2, sha256: 'x', entries: { a: 'b' } };
  expect(fingerprintOf(plan, {}, inventory)).toStrictEqual({
    ...plan,
    config: {},
    dataset: { files: 2, sha256: 'x' },
  });
  expect(fingerprintOf(plan, {}, undefined)).toStrictEqual({ ...plan, config: {} });
});

describe('what a dataset is made of', () => {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);

  test('names in order, whatever the depth; folders, pipes and what is not there by their names alone', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a', 'b'), 'x');
    writeFileSync(join(folder, 'c'), '');
    symlinkSync('a', join(folder, 'd'));
    symlinkSync('nowhere', join(folder, 'e'));
    expect(Object.entries(inventoryOf(folder)?.entries ?? {})).toEqual([
      ['a/b', hash('1\0x')],
      ['c', hash('0\0')],
      ['d', hash('')],
      ['e', hash('ENOENT')],
    ]);
  });

  test('what is hidden is not of it', () => {
    const folder = newFolder();
    mkdirSync(join(folder, '.cache/x'), { recursive: true });
    mkdirSync(join(folder, 'a.b'));
    for (const name of ['.DS_Store', '.cache/x/clip', 'a.b/.nfs0', 'a.b/c.d'])
      writeFileSync(join(folder, name), '');
    expect(Object.keys(inventoryOf(folder)?.entries ?? {})).toEqual(['a.b/c.d']);
    expect(inventoryOf(folder)?.files).toBe(1);
  });

  test('a file counts by its two ends, also where they meet', () => {
    const folder = newFolder();
    const path = join(folder, 'clip');
    const half = 64 * 1024;
    const of = (size: number, at: number) => {
      const bytes = Buffer.alloc(size);
      bytes[at] = 1;
      writeFileSync(path, bytes);
      return inventoryOf(folder)?.entries['clip'];
    };
    for (const size of [half, half + 1, 2 * half])
      expect(new Set([of(size, 0), of(size, half - 1), of(size, size - 1)]).size).toBe(size === half ? 2 : 3);
    expect(of(3 * half, half)).toBe(of(3 * half, half + 1));
  });

  test('no descriptor stays open', () => {
    const folder = newFolder();
    for (let i = 0; i < 40; i += 1) writeFileSync(join(folder, `f${i}`), 'x');
    symlinkSync('.', join(folder, 'loop'));
    const open = () => readdirSync('/proc/self/fd').length;
    const before = open();
    for (let i = 0; i < 3; i += 1) inventoryOf(folder);
    expect(open()).toBeLessThan(before + 20);
  });

  test('an annotation file that is no list is one thing; one too large to be parsed counts by all of its bytes, not by its date', () => {
    const path = join(newFolder(), 'a.json');
    const of = (text: string) => {
      writeFileSync(path, text);
      return inventoryOf(path)?.entries;
    };
    for (const text of ['{"a": 1}', '"abc"', '5', 'null', '{'])
      expect(of(text)).toEqual({ file: hash(text) });
    expect(Object.keys(of('[{"id": 1}, null, {"id": "x"}]') ?? {})).toEqual([
      'item 1',
      hash('null'),
      'item x',
    ]);
    const size = 256 * 1024 * 1024;
    truncateSync(path, 0);
    truncateSync(path, size);
    expect(inventoryOf(path)?.sha256).toBe(createHash('sha256').update(Buffer.alloc(size)).digest('hex'));
    truncateSync(path, size + 9);
    const large = inventoryOf(path);
    expect(large).toMatchObject({ files: 1, entries: { file: large?.sha256.slice(0, 12) } });
    utimesSync(path, 1, 1);
    expect(inventoryOf(path)).toEqual(large);
    const file = fs.openSync(path, 'r+');
    fs.writeSync(file, 'x', size / 2);
    fs.closeSync(file);
    expect(inventoryOf(path)?.sha256).not.toBe(large?.sha256);
  });

  test('a sample changes with every file of it', () => {
    const before = { 'm/a.json': '1', 'v/a.mp4': '2', 'v/b.mp4': '3' };
    for (const name of ['m/a.json', 'v/a.mp4'])
      expect(dataChange(before, { ...before, [name]: '9' })).toEqual({ added: [], gone: [], changed: ['a'] });
    expect(dataChange(before, before)).toEqual({ added: [], gone: [], changed: [] });
  });

  test('three names are shown, of four the last is left to imagine', () => {
    const of = (...added: readonly string[]) => changeText({ added, gone: [], changed: [] });
    expect(of('a', 'b', 'c')).toBe('3 new (a, b, c)');
    expect(of('a', 'b', 'c', 'd')).toBe('4 new (a, b, c, …)');
  });
});

test('a night without a deadline has no timer, and one that never comes is none', () => {
  const clock = { now: () => 0, monotonic: () => 0 };
  expect(deadlineOf({}, clock)).toBeUndefined();
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const held = [1, 2, 3, 4].map(() => untilDeadline(NEVER, undefined, clock));
  expect(timers()).toBeLessThan(before + 4);
  for (const { release } of held) release();
});

describe('an export', () => {
  test('of a type whose name only holds a letter of the known ones is strange', () => {
    const folder = seriesFolder();
    const one = makeRun(folder, { id: 'a', exported: 20 });
    const path = join(one.state.files.folder, 'train/safetensors/step_20');
    writeExport(path, 'F8_E4M3FNUZ', 4);
    expect(verifyExport(one).problem).toContain('F8_E4M3FNUZ');
    writeExport(path, 'U8', 4);
    expect(verifyExport(one)).toStrictEqual({ path, dtypes: ['U8'] });
  });

  test('the loss on the held-out samples is the last one of validation, whatever a step tells after it', async () => {
    const folder = seriesFolder({ gate: { validation_loss: 'if-present' } });
    const one = makeRun(folder, { id: 'a', exported: 20 });
    const events = [
      { kind: 'validation', step: 20, avg_loss: 2, val_loss: 2, loss: 2 },
      { kind: 'metrics', step: 20, loss: 9 },
      { kind: 'step', step: 20, loss: 9 },
      { kind: 'train', step: 20, loss: 9 },
    ];
    const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    writeFileSync(join(one.state.files.folder, 'train-events.ndjson'), lines);
    expect((await judgeFinished(folder.spec, folder.place, one, IO, NEVER)).metrics).toStrictEqual({
      validation_loss: 2,
    });
    const without = makeRun(folder, { id: 'b', exported: 20, sequence: 2 });
    rmSync(folder.place.lastGood);
    const { metrics } = await judgeFinished(folder.spec, folder.place, without, IO, NEVER);
    expect(metrics).toStrictEqual({});
  });

  test('is on the disk, file by file, before the link to it is moved', () => {
    const { place } = seriesFolder();
    const path = writeExport(join(place.runs, 'a/train/safetensors/step_2'));
    mkdirSync(join(path, 'tokenizer'));
    const told: string[] = [];
    watchDisk({
      fsyncSync: (file) => {
        told.push(readlinkSync(`/proc/self/fd/${file}`));
        real.fsyncSync(file);
      },
      renameSync: (from, to) => {
        told.push(`${from} → ${to}`);
        real.renameSync(from, to);
      },
    });
    promote(place, path);
    const files = ['00000.safetensors', 'config.json', 'model.safetensors.index.json'];
    expect(told).toEqual([
      ...files.map((name) => join(path, name)),
      path,
      `${place.lastGood}.new → ${place.lastGood}`,
      place.folder,
    ]);
  });

  test('is not the last good one where the link leads beside the runs', () => {
    const { place } = seriesFolder();
    const leads = (to: string) => {
      rmSync(place.lastGood, { force: true });
      symlinkSync(to, place.lastGood);
      return lastGood(place)?.run;
    };
    expect(['runs', 'nights/x', '/etc', 'runs/a/train'].map(leads)).toEqual([
      undefined,
      undefined,
      undefined,
      'a',
    ]);
  });
});

test('weights that cannot be removed are told, and the others go', () => {
  const folder = seriesFolder({ keep: { good: 1 } });
  for (const [id, sequence] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ] as const)
    makeRun(folder, { id, sequence, exported: 20, outcome: 'failed' });
  watchDisk({
    rmSync: (path, options) => {
      if (String(path).includes('/a/')) throw new Error('EBUSY: it is busy');
      real.rmSync(path, options);
    },
  });
  const { removed, problems } = prune(folder.spec, folder.place);
  const weights = (id: string) => join(folder.place.runs, id, 'train/safetensors/step_20');
  expect(removed).toEqual([weights('b')]);
  expect(problems).toEqual([`${weights('a')} could not be removed: EBUSY: it is busy`]);
});

test('a merged model whose run is called like a part of one, and runs that started from nothing', () => {
  const root = newFolder();
  for (const name of ['a.partner', 'b.part']) {
    mkdirSync(join(root, 'merged', name), { recursive: true });
    writeFileSync(join(root, 'merged', name, 'cookbook-merge.json'), '{"key": "k"}');
  }
  const rows = planMerged({ folder: root } as never, {
    members: [run({ id: 'plain' })],
    rows: [],
    lastGood: 'a.partner',
    open: new Set(),
    openPaths: [],
  });
  expect(rows).toStrictEqual([
    {
      run: 'merged/a.partner',
      kept: 'the next training may start from it',
      paths: [join(root, 'merged/a.partner')],
      notOurs: [],
    },
    { run: 'merged/b.part', paths: [join(root, 'merged/b.part')], notOurs: [] },
  ]);
});
