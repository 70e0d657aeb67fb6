/** What stands on the disk decides: which runs are ours, which training is open, what waits, what is promoted and what is freed. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/findings/outcome.ts';
import { checkRecords } from '../../../src/nightly/check-records.ts';
import { inventoryOf, readEntries, writeEntries } from '../../../src/nightly/dataset-files.ts';
import { untilDeadline } from '../../../src/nightly/deadline.ts';
import { isPending, judgeFinished, pendingOf } from '../../../src/nightly/gate/measure.ts';
import { pause, pausedText, unpause } from '../../../src/nightly/pause.ts';
import { checkLink, exportDtypes, exportStamp, lastGood, promote } from '../../../src/nightly/promote.ts';
import { prune, retentionOf } from '../../../src/nightly/prune.ts';
import { planResume } from '../../../src/nightly/resume.ts';
import {
  endOfChain,
  membersOf,
  newestChain,
  nextSequence,
  openChain,
} from '../../../src/nightly/series-run.ts';
import { silenceOf } from '../../../src/nightly/silence.ts';
import { changesSince, standingOf } from '../../../src/nightly/situation.ts';
import { momentText } from '../../../src/report/moment.ts';
import { FINGERPRINT, type Given, member } from './members.ts';
import { IO, makeRun, seriesFolder, writeCheckpoint, writeExport } from './series-folder.ts';

const run = (given: Given) => member('/s', given);
const NEVER = new AbortController().signal;

describe('runs of a series', () => {
  test('in the order of their numbers; copies, other series and strangers are none', () => {
    const folder = seriesFolder();
    makeRun(folder, { id: 'b', sequence: 2 });
    makeRun(folder, { id: 'a', sequence: 10 });
    makeRun(folder, { id: 'c', sequence: 3, series: 'other' });
    makeRun(folder, { id: 'd', sequence: 4 });
    renameSync(join(folder.place.runs, 'd'), join(folder.place.runs, 'd-copy'));
    makeRun(folder, { id: 'e', sequence: 5 });
    writeFileSync(join(folder.place.runs, 'e', 'nightly.json'), '{"series": "s"}');
    makeRun(folder, { id: 'f', sequence: 6 });
    rmSync(join(folder.place.runs, 'f', 'nightly.json'));
    const members = membersOf(folder.place, 's');
    expect(members.map((one) => one.state.record.id)).toEqual(['b', 'a']);
    expect(nextSequence(members)).toBe(11);
    expect(nextSequence([])).toBe(1);
    writeFileSync(join(folder.place.runs, 'b', 'run.json'), '{');
    const broken: string[] = [];
    expect(membersOf(folder.place, 's', (path) => broken.push(path))).toHaveLength(1);
    expect(broken).toEqual([join(folder.place.runs, 'b')]);
  });

  test('a record that cannot be read is said; of the newest run it is refused', () => {
    const folder = seriesFolder();
    expect(checkRecords(folder.place, 's')).toEqual([]);
    for (const [id, sequence] of [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ] as const)
      makeRun(folder, { id, sequence });
    expect(checkRecords(folder.place, 's')).toEqual([]);
    writeFileSync(join(folder.place.runs, 'b', 'run.json'), '{"id":');
    expect(checkRecords(folder.place, 's')).toEqual([
      expect.stringMatching(/^the run b is left out.*run\.json/),
    ]);
    rmSync(join(folder.place.runs, 'b', 'run.json'));
    expect(checkRecords(folder.place, 's')).toHaveLength(1);
    makeRun(folder, { id: 'd', sequence: 4 });
    writeFileSync(join(folder.place.runs, 'c', 'nightly.json'), '{');
    expect(checkRecords(folder.place, 's')).toHaveLength(2);
    // Nothing was begun in it: killed between its first two files.
    rmSync(join(folder.place.runs, 'b', 'engine.log'));
    expect(checkRecords(folder.place, 's')).toHaveLength(1);
    writeFileSync(join(folder.place.runs, 'd', 'run.json'), '');
    expect(() => checkRecords(folder.place, 's')).toThrow(/the newest run of this series, d, cannot be read/);
    makeRun(folder, { id: 'e', sequence: 5, series: 'other' });
    writeFileSync(
      join(folder.place.runs, 'd', 'run.json'),
      readFileSync(join(folder.place.runs, 'a', 'run.json')),
    );
    writeFileSync(join(folder.place.runs, 'e', 'run.json'), '');
    expect(() => checkRecords(folder.place, 's')).not.toThrow();
  });
});

describe('chains', () => {
  test.each<[Outcome, { last?: number; planned?: number }, boolean]>([
    ['succeeded', {}, true],
    ['loss-not-finite', {}, true],
    ['unverified', { last: 20, planned: 20 }, true],
    ['unverified', { last: 21, planned: 20 }, true],
    ['unverified', { last: 19, planned: 20 }, false],
    ['unverified', { last: 20 }, false],
    ['unverified', { planned: 20 }, false],
    ['retryable', { last: 20, planned: 20 }, false],
    ['failed', { last: 3, planned: 20 }, false],
    ['disk', {}, false],
    ['interrupted', { last: 20, planned: 20 }, false],
  ])('%s with %o ends its training: %s', (outcome, steps, over) => {
    const chain = [run({ id: 'a', outcome: 'retryable' }), run({ id: 'b', chain: 'a', outcome, ...steps })];
    expect(openChain(chain)).toEqual(over ? [] : chain);
    expect(endOfChain(chain)?.state.record.id).toBe(over ? 'b' : undefined);
  });

  test('only the newest training counts', () => {
    const old = run({ id: 'a', outcome: 'succeeded' });
    const open = [run({ id: 'b', outcome: 'retryable' }), run({ id: 'c', chain: 'b', outcome: 'disk' })];
    expect(newestChain([old, ...open])).toEqual(open);
    expect(openChain([old, ...open])).toEqual(open);
    expect(openChain([...open, old])).toEqual([]);
    expect([newestChain([]), openChain([])]).toEqual([[], []]);
  });
});

describe('where a training goes on', () => {
  test('at the highest step that is whole; of equal steps the newer run', () => {
    const folder = seriesFolder();
    const a = makeRun(folder, { id: 'a', outcome: 'retryable', checkpoints: [4, 8] });
    const b = makeRun(folder, { id: 'b', chain: 'a', outcome: 'retryable', checkpoints: [8] });
    const at = (id: string, step: number) => ({
      run: id,
      step,
      path: join(folder.place.runs, id, 'train/checkpoints', `step_${step}`, 'policy'),
    });
    expect(planResume([a, b])).toEqual({ point: at('b', 8), passedOver: [] });
    rmSync(join(at('b', 8).path, '.rank_0_complete'));
    const second = planResume([a, b]);
    expect(second.point).toEqual(at('a', 8));
    expect(second.passedOver).toEqual([expect.stringContaining('step_8 of b was passed over')]);
    writeFileSync(join(at('a', 8).path, 'model_rank_0.pth'), '');
    expect(planResume([a, b]).point).toEqual(at('a', 4));
    rmSync(join(folder.place.runs, 'a', 'plan.json'));
    expect(planResume([a, b])).toEqual({
      passedOver: ['a: its plan cannot be read', expect.stringContaining('step_8 of b')],
    });
    expect(planResume([])).toEqual({ passedOver: [] });
  });

  test('never at the last step of a run that did not end well', () => {
    const folder = seriesFolder();
    const a = makeRun(folder, { id: 'a', outcome: 'failed', planned: 8, checkpoints: [4, 8, 9] });
    const { point, passedOver } = planResume([a]);
    expect(point?.step).toBe(4);
    expect(passedOver.map((text) => /step_\d+/.exec(text)?.[0])).toEqual(['step_9', 'step_8']);
  });
});

describe('how a training stands, and what would be different', () => {
  test('each situation', () => {
    const folder = seriesFolder();
    expect(standingOf([])).toEqual({ situation: { kind: 'new' }, passedOver: [] });
    const a = makeRun(folder, { id: 'a', outcome: 'retryable', checkpoints: [4] });
    const b = makeRun(folder, { id: 'b', chain: 'a', outcome: 'failed' });
    expect(standingOf([a, b])).toMatchObject({
      situation: { kind: 'open', point: { run: 'a', step: 4 } },
      training: { source: a, first: a },
    });
    expect(standingOf([b])).toMatchObject({
      situation: { kind: 'nothing-saved', run: 'b' },
      training: { source: b, first: b },
    });
    const c = makeRun(folder, { id: 'c', chain: 'a' });
    expect(standingOf([a, b, c])).toMatchObject({
      situation: { kind: 'finished', run: 'c' },
      training: { source: c, first: a },
    });
    const d = makeRun(folder, { id: 'd', outcome: 'loss-not-finite' });
    expect(standingOf([a, d])).toMatchObject({
      situation: { kind: 'spoiled', run: 'd', outcome: 'loss-not-finite' },
      training: { first: d },
    });
  });

  test('data are compared with the run that is continued and with the one that began', () => {
    const folder = seriesFolder();
    const of = (sha256: string, files = 2) => ({ ...FINGERPRINT, dataset: { files, sha256 } });
    const a = makeRun(folder, { id: 'a', outcome: 'retryable', fingerprint: of('1'), checkpoints: [4] });
    const b = makeRun(folder, {
      id: 'b',
      chain: 'a',
      outcome: 'retryable',
      fingerprint: of('2'),
      checkpoints: [8],
    });
    writeEntries(a.state.files.folder, { 'x.mp4': '1' });
    writeEntries(b.state.files.folder, { 'x.mp4': '1', 'y.mp4': '1' });
    const standing = standingOf([a, b]);
    const now = { 'x.mp4': '1', 'y.mp4': '1', 'z.mp4': '1' };
    expect(changesSince(standing, of('3', 3), now)).toEqual({
      config: [],
      machine: [],
      data: '1 new (z)',
      dataSinceStart: '2 new (y, z)',
    });
    expect(changesSince(standing, of('2'), now)).toEqual({
      config: [],
      machine: [],
      dataSinceStart: '2 new (y, z)',
    });
    expect(changesSince(standing, { ...of('2'), gpus: 4, config: { k: 1 } }, now)).toMatchObject({
      config: ['k was not set and is 1'],
      machine: ['1 GPU(s) are now 4'],
    });
    rmSync(join(b.state.files.folder, 'dataset-files.json.gz'));
    expect(changesSince(standing, of('3', 3), now).data).toBe('2 files then, 3 now');
    expect(changesSince(standing, FINGERPRINT, now).data).toBe('2 files then, ? now');
    expect(changesSince({ situation: { kind: 'new' }, passedOver: [] }, of('3'), now)).toEqual({
      config: [],
      machine: [],
    });
  });

  test('what a dataset was made of is kept, and a broken file is none', () => {
    const { place } = seriesFolder();
    const entries = { 'ä/b.mp4': 'x', c: 'y' };
    writeEntries(place.runs, entries);
    expect(readEntries(place.runs)).toEqual(entries);
    const path = join(place.runs, 'dataset-files.json.gz');
    for (const bytes of ['', 'x', gzipSync('{'), gzipSync('null'), gzipSync('3')]) {
      writeFileSync(path, bytes);
      expect(readEntries(place.runs)).toBeUndefined();
    }
    rmSync(path);
    expect(readEntries(place.runs)).toBeUndefined();
  });

  test('items of one annotation file are told by their ids, or by what they hold', () => {
    const { place } = seriesFolder();
    const path = join(place.folder, 'a.json');
    const of = (value: unknown) => {
      writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
      return Object.keys(inventoryOf(path)?.entries ?? {});
    };
    expect(of([{ id: 'x', a: 1 }, { id: 7 }])).toEqual(['item x', 'item 7']);
    const nameless = of([{ a: 1 }, { a: 2 }, null]);
    expect(nameless).toHaveLength(3);
    for (const name of nameless) expect(name).toMatch(/^[0-9a-f]{12}$/);
    expect(of({ a: 1 })).toEqual(['file']);
    expect(of('not json')).toEqual(['file']);
  });

  test('a file counts by its name, its size, its head and its tail', () => {
    const { place } = seriesFolder();
    const folder = join(place.folder, 'data');
    mkdirSync(join(folder, 'sub'), { recursive: true });
    const path = join(folder, 'sub/clip.mp4');
    const bytes = Buffer.alloc(200_000, 1);
    const hash = (text: Buffer) => {
      writeFileSync(path, text);
      const found = inventoryOf(folder);
      expect(Object.keys(found?.entries ?? {})).toEqual(['sub/clip.mp4']);
      return [found?.sha256, found?.entries['sub/clip.mp4']];
    };
    const at = (place: number) => {
      const changed = Buffer.from(bytes);
      changed[place] = 2;
      return hash(changed);
    };
    const first = hash(bytes);
    expect(hash(bytes)).toEqual(first);
    for (const changed of [
      at(0),
      at(65_535),
      at(199_999),
      at(200_000 - 65_536),
      hash(Buffer.alloc(200_001, 1)),
    ])
      expect([changed[0] === first[0], changed[1] === first[1]]).toEqual([false, false]);
    // What lies between is not looked at: a clip is large.
    expect(at(65_536)).toEqual(first);
    symlinkSync('/nowhere', join(folder, 'dangling'));
    expect(inventoryOf(folder)?.files).toBe(2);
  });
});

describe('what waits for its gate', () => {
  const gate = (passed: boolean, blind = false) => ({ gate: { passed, blind } });
  test.each<[string, Given, boolean]>([
    ['not judged', { id: 'a' }, true],
    ['passed and not promoted', { id: 'a', ...gate(true) }, true],
    ['the gate could not look', { id: 'a', ...gate(false, true) }, true],
    ['did not pass', { id: 'a', ...gate(false) }, false],
    ['promoted', { id: 'a', ...gate(true), promotedAt: 't' }, false],
    ['not finished', { id: 'a', outcome: 'retryable' }, false],
    ['not verified', { id: 'a', outcome: 'unverified' }, false],
  ])('%s', (_, given, expected) => {
    expect(isPending(run(given))).toBe(expected);
  });

  test('the newest, and none that a newer promotion has passed by', () => {
    const promoted = run({ id: 'p', ...gate(true), promotedAt: 't' });
    const [a, b] = [run({ id: 'a' }), run({ id: 'b' })];
    expect(pendingOf([a, b])).toBe(b);
    expect(pendingOf([a, b, promoted])).toBeUndefined();
    expect(pendingOf([a, promoted, b, run({ id: 'c', outcome: 'failed' })])).toBe(b);
    expect(pendingOf([])).toBeUndefined();
  });
});

describe('promotion', () => {
  const link = (folder: ReturnType<typeof seriesFolder>) => readlinkSync(folder.place.lastGood);
  const judge = (folder: ReturnType<typeof seriesFolder>, one: Parameters<typeof judgeFinished>[2]) =>
    judgeFinished(folder.spec, folder.place, one, IO, NEVER);

  test('the link is relative, replaced in one step, and knows its run', () => {
    const folder = seriesFolder();
    expect(lastGood(folder.place)).toBeUndefined();
    const one = writeExport(join(folder.place.runs, 'a/train/safetensors/step_2'));
    promote(folder.place, one);
    expect(link(folder)).toBe('runs/a/train/safetensors/step_2');
    expect(lastGood(folder.place)).toEqual({ run: 'a', path: one });
    symlinkSync('nowhere', `${folder.place.lastGood}.new`);
    promote(folder.place, writeExport(join(folder.place.runs, 'b/train/safetensors/step_2')));
    expect(lastGood(folder.place)?.run).toBe('b');
    expect(lstatSync(`${folder.place.lastGood}.new`, { throwIfNoEntry: false })).toBeUndefined();
  });

  test.each<[string, (path: string) => void, RegExp]>([
    ['a folder', (path) => mkdirSync(path), /is not a link to a run of this series/],
    ['a file', (path) => writeFileSync(path, ''), /is not a link to a run of this series/],
    ['a link out of the series', (path) => symlinkSync('/etc', path), /is not a link to a run/],
    ['a link to the runs themselves', (path) => symlinkSync('runs', path), /is not a link to a run/],
    ['a link to what is gone', (path) => symlinkSync('runs/a/train/x', path), /which is gone/],
  ])('%s in its place is refused and not replaced', (_, make, words) => {
    const folder = seriesFolder();
    make(folder.place.lastGood);
    const before = lstatSync(folder.place.lastGood);
    expect(() => checkLink(folder.place)).toThrow(words);
    expect(() =>
      promote(folder.place, writeExport(join(folder.place.runs, 'b/train/safetensors/step_2'))),
    ).toThrow(words);
    expect(lstatSync(folder.place.lastGood).ino).toBe(before.ino);
  });

  test('the stamp of an export tells every change of what it holds', () => {
    const folder = seriesFolder();
    const path = writeExport(join(folder.place.runs, 'a/train/safetensors/step_2'));
    const file = join(path, '00000.safetensors');
    const changes: ReadonlyArray<() => void> = [
      () => writeFileSync(join(path, 'more'), ''),
      () => unlinkSync(join(path, 'more')),
      () => utimesSync(file, new Date(1), new Date(1)),
      () => {
        const bytes = readFileSync(file);
        bytes[bytes.length - 1] = 1;
        writeFileSync(file, bytes);
        utimesSync(file, new Date(1), new Date(1));
      },
      () => {
        writeFileSync(`${file}.2`, readFileSync(file));
        renameSync(`${file}.2`, file);
        utimesSync(file, new Date(1), new Date(1));
      },
      () => {
        writeFileSync(file, '');
        utimesSync(file, new Date(1), new Date(1));
      },
    ];
    let before = exportStamp(path);
    expect(exportStamp(path)).toBe(before);
    for (const [place, change] of changes.entries()) {
      change();
      const now = exportStamp(path);
      // The second change takes the first one back.
      if (place !== 1) expect(now, `change ${place}`).not.toBe(before);
      before = now;
    }
  });

  test('types of the tensors of an export, and of an adapter', () => {
    const folder = seriesFolder();
    const path = writeExport(join(folder.place.runs, 'a'), 'BF16', 8);
    expect(exportDtypes(path)).toEqual(['BF16']);
    renameSync(join(path, '00000.safetensors'), join(path, 'adapter_model.safetensors'));
    unlinkSync(join(path, 'model.safetensors.index.json'));
    expect(exportDtypes(path)).toEqual(['BF16']);
    unlinkSync(join(path, 'adapter_model.safetensors'));
    expect(exportDtypes(path)).toEqual([]);
  });

  test('a first model without metrics passes and is promoted; its place in the series says so', async () => {
    const folder = seriesFolder({ gate: { validation_loss: 'off' } });
    const gate = await judge(folder, makeRun(folder, { id: 'a', exported: 20 }));
    expect(gate).toMatchObject({ passed: true, dtypes: ['F32'] });
    expect(lastGood(folder.place)?.run).toBe('a');
    const [written] = membersOf(folder.place, 's');
    expect(written?.membership).toMatchObject({
      gate: { passed: true },
      promotedAt: '2026-11-24T00:00:00.000Z',
    });
    expect(written?.membership.exportStamp).toBe(exportStamp(lastGood(folder.place)?.path ?? ''));
  });

  test('an export that is not whole, or holds strange types, is not promoted', async () => {
    const folder = seriesFolder({ gate: { validation_loss: 'off' } });
    const cut = makeRun(folder, { id: 'a', exported: 20 });
    writeFileSync(join(cut.state.files.folder, 'train/safetensors/step_20/00000.safetensors'), '');
    expect((await judge(folder, cut)).reason).toContain('the export is not whole');
    const odd = makeRun(folder, { id: 'b', exported: 20, sequence: 2 });
    writeExport(join(odd.state.files.folder, 'train/safetensors/step_20'), 'F8_E4M3', 4);
    expect(await judge(folder, odd)).toMatchObject({ passed: false, blind: false });
    expect(existsSync(folder.place.lastGood)).toBe(false);
    expect(membersOf(folder.place, 's').map((one) => one.membership.gate?.passed)).toEqual([false, false]);
    expect(membersOf(folder.place, 's').every((one) => one.membership.promotedAt === undefined)).toBe(true);
  });

  test('worse than the last good model: the link stays; not measurable: asked again; changed meanwhile: not promoted', async () => {
    const evaluated = (shell: string) =>
      seriesFolder({ gate: { validation_loss: 'off', eval: ['sh', '-c', shell], metrics: { a: 'higher' } } });
    const folder = evaluated('cat "$COOKBOOK_RECORD/a.json"');
    const measured = (id: string, sequence: number, a: string) => {
      const one = makeRun(folder, { id, sequence, exported: 20 });
      writeFileSync(join(one.state.files.folder, 'a.json'), a);
      return one;
    };
    expect((await judge(folder, measured('a', 1, '{"a": 2}'))).passed).toBe(true);
    const worse = await judge(folder, measured('b', 2, '{"a": 1}'));
    expect(worse).toMatchObject({ passed: false, blind: false, metrics: { a: 1 } });
    expect(worse.comparisons).toMatchObject([{ value: 1, lastGood: 2, verdict: 'worse' }]);
    expect(await judge(folder, measured('c', 3, 'nothing'))).toMatchObject({ passed: false, blind: true });
    writeFileSync(join(folder.place.runs, 'a/a.json'), 'gone');
    const unknown = await judge(folder, measured('d', 4, '{"a": 9}'));
    expect(unknown).toMatchObject({ passed: false, blind: true });
    expect(unknown.reason).toContain('no metrics of the last good model: it printed no JSON object');
    expect(link(folder)).toContain('runs/a/');
    const touched = evaluated('touch "$COOKBOOK_EXPORT/config.json" -d 2001-01-01; echo "{\\"a\\": 1}"');
    const one = makeRun(touched, { id: 'a', exported: 20 });
    expect((await judge(touched, one)).reason).toContain('the export changed after it was verified');
    expect(existsSync(touched.place.lastGood)).toBe(false);
    expect(isPending(membersOf(touched.place, 's')[0] as never)).toBe(false);
  });

  test('a gate that passed is not asked again; if the export has changed since, nothing is promoted', async () => {
    const folder = seriesFolder({ gate: { validation_loss: 'off', eval: ['false'] } });
    const passed = makeRun(folder, { id: 'a', exported: 20, gate: { passed: true, reason: 'then' } });
    expect(await judge(folder, passed)).toMatchObject({ passed: true, reason: 'then' });
    expect(lastGood(folder.place)?.run).toBe('a');
    const stale = makeRun(folder, {
      id: 'b',
      sequence: 2,
      exported: 20,
      gate: { passed: true },
      exportStamp: 'other',
    });
    expect(await judge(folder, stale)).toMatchObject({ passed: false });
    expect(lastGood(folder.place)?.run).toBe('a');
    expect(membersOf(folder.place, 's')[1]?.membership.gate?.passed).toBe(false);
    // Judged again by itself it is no rival of itself.
    const again = await judge(folder, makeRun(folder, { id: 'a', exported: 20 }));
    expect(again.blind).toBe(true);
    expect(again.reason).toContain('the eval command gave no metrics: it exited 1');
  });

  test('without the record of the last good run nothing passes', async () => {
    const folder = seriesFolder({ gate: { validation_loss: 'off' } });
    await judge(folder, makeRun(folder, { id: 'a', exported: 20 }));
    rmSync(join(folder.place.runs, 'a/nightly.json'));
    const gate = await judge(folder, makeRun(folder, { id: 'b', sequence: 2, exported: 20 }));
    expect(gate).toMatchObject({ passed: false, blind: true });
    expect(gate.reason).toContain('remove `last-good`');
  });
});

describe('the numbers that judge', () => {
  const losses = (
    folder: ReturnType<typeof seriesFolder>,
    id: string,
    sequence: number,
    loss?: number,
    sha256?: string,
  ) => {
    const fingerprint = {
      ...FINGERPRINT,
      ...(sha256 === undefined ? {} : { dataset: { files: 2, sha256 } }),
    };
    const one = makeRun(folder, { id, sequence, exported: 20, fingerprint });
    if (loss !== undefined)
      writeFileSync(
        join(one.state.files.folder, 'train-events.ndjson'),
        `${JSON.stringify({ kind: 'validation', step: 20, avg_loss: loss, val_loss: loss, loss })}\n`,
      );
    return one;
  };
  const judge = (folder: ReturnType<typeof seriesFolder>, one: Parameters<typeof judgeFinished>[2]) =>
    judgeFinished(folder.spec, folder.place, one, IO, NEVER);

  test('the loss on the held-out samples, against the one of the last good run and of no other', async () => {
    const folder = seriesFolder();
    losses(folder, 'never-judged', 1, 0.1);
    const first = await judge(folder, losses(folder, 'a', 2, 2));
    expect(first).toMatchObject({ passed: true, metrics: { validation_loss: 2 } });
    expect(first.heldOut).toContain('by hash of the sample id');
    const worse = await judge(folder, losses(folder, 'b', 3, 3));
    expect(worse.reason).toBe('validation_loss 3 is worse than 2 of the last good model');
    expect((await judge(folder, losses(folder, 'c', 4, 1.5))).passed).toBe(true);
    const missing = await judge(folder, losses(folder, 'd', 5));
    expect(missing).toMatchObject({
      passed: false,
      blind: false,
      reason: 'validation_loss is missing',
      metrics: {},
    });
    expect(missing.heldOut).toBeUndefined();
    expect(lastGood(folder.place)?.run).toBe('c');
  });

  test('a loss on other samples is not compared, which is said', async () => {
    const folder = seriesFolder();
    expect((await judge(folder, losses(folder, 'a', 1, 2, 'one'))).passed).toBe(true);
    expect((await judge(folder, losses(folder, 'b', 2, 3, 'one'))).passed).toBe(false);
    const grown = await judge(folder, losses(folder, 'c', 3, 3, 'two'));
    expect(grown).toMatchObject({
      passed: true,
      comparisons: [{ metric: 'validation_loss', value: 3, verdict: 'nothing-to-compare' }],
    });
    expect(grown.reason).toContain('is not compared, since the dataset changed');
  });

  test('beside those of an eval command, whose last words are told without secrets', async () => {
    const eval_ = [
      'sh',
      '-c',
      'cat "$COOKBOOK_RECORD/a.json" || { echo one >&2; echo "two $MY_TOKEN" >&2; exit 4; }',
    ];
    const folder = seriesFolder({ gate: { eval: eval_, metrics: { a: 'higher' } } });
    const one = losses(folder, 'a', 1, 2);
    const io = { ...IO, env: { ...IO.env, MY_TOKEN: 'planted-0123456789' } };
    const failed = await judgeFinished(folder.spec, folder.place, one, io, NEVER);
    expect(failed).toMatchObject({ blind: true, metrics: { validation_loss: 2 } });
    expect(failed.reason).toBe('the eval command gave no metrics: it exited 4 (two [MY_TOKEN])');
    writeFileSync(join(one.state.files.folder, 'a.json'), '{"a": 5}');
    expect((await judge(folder, one)).metrics).toEqual({ a: 5, validation_loss: 2 });
    const next = losses(folder, 'b', 2, 2.5);
    writeFileSync(join(next.state.files.folder, 'a.json'), '{"a": 6}');
    const worse = await judge(folder, next);
    expect(worse.reason).toBe('validation_loss 2.5 is worse than 2 of the last good model');
    expect(worse.comparisons.map((row) => row.lastGood)).toEqual([2, 5]);
  });

  test('an eval command that says nothing is told as that', async () => {
    const folder = seriesFolder({ gate: { validation_loss: 'off', eval: ['true'] } });
    const gate = await judge(folder, losses(folder, 'a', 1, 2));
    expect(gate.reason).toBe('the eval command gave no metrics: it printed no JSON object');
    expect(gate.metrics).toEqual({});
  });
});

describe('prune', () => {
  test('an empty series, and one of a single run, lose nothing', () => {
    const folder = seriesFolder();
    expect(retentionOf(folder.spec, folder.place)).toEqual([]);
    makeRun(folder, { id: 'a', exported: 20, gate: { passed: false } });
    expect(prune(folder.spec, folder.place)).toEqual({ removed: [], problems: [] });
  });

  test('keeps last-good, the open training with what it started from, and what waits; removes the rest', () => {
    const folder = seriesFolder({ keep: { good: 1 } });
    const promotedAt = 't';
    makeRun(folder, { id: 'a', sequence: 1, exported: 20, promotedAt, gate: {} });
    makeRun(folder, { id: 'b', sequence: 2, exported: 20, promotedAt, gate: {} });
    makeRun(folder, { id: 'c', sequence: 3, exported: 20, promotedAt, gate: {} });
    makeRun(folder, { id: 'd', sequence: 4, exported: 20, gate: { passed: false } });
    makeRun(folder, { id: 'e', sequence: 5, exported: 20, gate: { passed: false, blind: true } });
    const startedFrom = { run: 'b', path: '/x' };
    makeRun(folder, { id: 'f', sequence: 6, outcome: 'retryable', checkpoints: [4], startedFrom });
    makeRun(folder, { id: 'g', sequence: 7, chain: 'f', outcome: 'retryable', checkpoints: [8] });
    promote(folder.place, join(folder.place.runs, 'a/train/safetensors/step_20'));
    expect(retentionOf(folder.spec, folder.place).map((row) => row.kept)).toEqual([
      'it is the last good run',
      'the training that goes on started from it',
      'it is one of the newest 1 good runs',
      undefined,
      'it waits for its gate',
      'its training goes on',
      'it is the newest run',
    ]);
    const { removed, problems } = prune(folder.spec, folder.place);
    expect(removed).toEqual([join(folder.place.runs, 'd/train/safetensors/step_20')]);
    expect(problems).toEqual([]);
    expect(prune(folder.spec, folder.place).removed).toEqual([]);
  });
});

test('a paused series says since when; a file that cannot be read pauses, too', () => {
  const { place } = seriesFolder();
  expect(pausedText(place)).toBeUndefined();
  const since = '2026-11-24T02:00:00.000Z';
  pause(place, { since, reason: 'audit' });
  expect(pausedText(place)).toBe(`the series is paused since ${momentText(since)}: audit`);
  expect([unpause(place), unpause(place)]).toEqual([true, false]);
  writeFileSync(place.paused, '{');
  expect(pausedText(place)).toBe('the series is paused');
  // A paused series is expected to be silent.
  expect(silenceOf(place, 0, 1)).toBeUndefined();
  unpause(place);
  expect(silenceOf(place, 0, 1)).toContain('ever begun');
  // What a clock wrote that was wrong for one night does not keep the switch quiet.
  mkdirSync(place.nights, { recursive: true });
  const said = (startedAt: string) => {
    const night = { night: 'n', attempts: [], startedAt };
    writeFileSync(join(place.nights, 'n.json'), JSON.stringify(night));
    return silenceOf(place, Date.parse(since), 60);
  };
  expect([said(since), said('2026-11-24T02:04:00.000Z')]).toEqual([undefined, undefined]);
  expect(said('2026-11-24T01:58:00.000Z')).toContain('no night has begun for');
  for (const wrong of ['2099-01-01T00:00:00.000Z', 'never']) expect(said(wrong)).toContain('is not known');
});

test('what must end with the night ends at the deadline, at a stop, and not before', async () => {
  const clock = { now: () => 0, monotonic: () => 0 };
  const stop = new AbortController();
  const deadline = (at: number) => ({ kind: 'until' as const, at, text: '' });
  const soon = untilDeadline(stop.signal, deadline(30), clock);
  expect(soon.signal.aborted).toBe(false);
  await new Promise((done) => setTimeout(done, 80));
  expect(soon.signal.reason).toBe('deadline');
  soon.release();
  const released = untilDeadline(stop.signal, deadline(30), clock);
  released.release();
  const never = untilDeadline(stop.signal, undefined, clock);
  const far = untilDeadline(stop.signal, deadline(2 ** 40), clock);
  await new Promise((done) => setTimeout(done, 80));
  for (const one of [released, never, far]) expect(one.signal.aborted).toBe(false);
  stop.abort('SIGTERM');
  expect([released, never, far].map((one) => one.signal.reason)).toEqual([undefined, 'SIGTERM', 'SIGTERM']);
  for (const one of [never, far]) one.release();
  expect(untilDeadline(stop.signal, deadline(1000), clock).signal.aborted).toBe(true);
});

test('a checkpoint without its marker is not whole', () => {
  const folder = seriesFolder();
  const a = makeRun(folder, { id: 'a', outcome: 'retryable' });
  writeCheckpoint(join(a.state.files.folder, 'train'), 4, false);
  expect(planResume([a]).point).toBeUndefined();
});
