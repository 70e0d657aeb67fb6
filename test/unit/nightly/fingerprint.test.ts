/** What may change between two nights of one training. */
import { cpSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changeText, dataChange, inventoryOf } from '../../../src/nightly/dataset-files.ts';
import { changesBetween, fingerprintOf } from '../../../src/nightly/fingerprint.ts';

const folder = mkdtempSync(join(tmpdir(), 'cookbook-fingerprint-'));

const plan = { engine: '0.4.7', gpus: 8, savingRanks: 8 };
const config = {
  train: { epoch: 3n, output_dir: '/a', timestamp: 't', resume: false, optm_lr: 1e-5 },
  redis: '12800',
};

test('folder, ports and resume point belong to one run, everything else to the training', () => {
  const before = fingerprintOf(plan, config, undefined);
  const own = {
    ...config,
    redis: '1',
    train: { ...config.train, output_dir: '/b', timestamp: 'u', resume: '/p' },
  };
  expect(changesBetween(before, fingerprintOf(plan, own, undefined))).toEqual({ config: [], machine: [] });
  const { epoch: _, ...without } = config.train;
  const changed = { ...config, train: { ...without, optm_lr: 2e-5, seed: 1n } };
  const other = fingerprintOf({ engine: '0.4.4', gpus: 4, savingRanks: 2 }, changed, undefined);
  const changes = changesBetween(before, other);
  // The key that the number of GPUs decides is of the machine, and of the config where that number is the same.
  const sized = (gpus: number, size: bigint) =>
    fingerprintOf({ ...plan, gpus }, { ...config, p: { size } }, undefined);
  const of = (gpus: number) => changesBetween(sized(8, 8n), sized(gpus, 4n), { gpus: 'p.size', data: [] });
  expect(of(4)).toEqual({ config: [], machine: ['8 GPU(s) are now 4'] });
  expect(of(8)).toEqual({ config: ['p.size was 8 and is 4'], machine: [] });
  // The same data at another place are no other config, other data there are.
  const lying = (path: string, sha256: string) =>
    fingerprintOf(plan, { data: { path } }, { files: 1, sha256 });
  const between = (...[path, sha256]: Parameters<typeof lying>) =>
    changesBetween(lying('/a', '1'), lying(path, sha256), { data: ['data.path'] }).config;
  expect([between('/b', '1'), between('/a', '2')]).toEqual([[], []]);
  expect(between('/b', '2')).toEqual(['data.path was "/a" and is "/b"']);
  const nameless = (path: string) => fingerprintOf(plan, { data: { path } }, undefined);
  expect(changesBetween(nameless('/a'), nameless('/b'), { data: ['data.path'] }).config).toHaveLength(1);
  expect(changes.machine).toEqual([
    'engine 0.4.7 is now 0.4.4',
    '8 GPU(s) are now 4',
    '8 saving rank(s) are now 2',
  ]);
  expect(changes.config.toSorted()).toEqual([
    'train.epoch was 3 and is not set',
    'train.optm_lr was 0.00001 and is 0.00002',
    'train.seed was not set and is 1',
  ]);
});

test('what is new, gone and changed is counted by sample, and named', () => {
  const before = { 'videos/a.mp4': '1', 'metas/a.label.json': '2', 'videos/b.mp4': '3', 'videos/c.mp4': '4' };
  const { 'videos/b.mp4': _, ...rest } = before;
  const after = { ...rest, 'metas/a.label.json': '5', 'videos/d.mp4': '6', 'videos/e.mp4': '7' };
  const change = dataChange(before, after);
  expect(change).toEqual({ added: ['d', 'e'], gone: ['b'], changed: ['a'] });
  expect(changeText(change)).toBe('2 new (d, e), 1 gone (b), 1 changed (a)');
  expect(dataChange(before, before)).toEqual({ added: [], gone: [], changed: [] });
  expect(changeText(dataChange({}, { a: '', b: '', c: '', d: '' }))).toBe('4 new (a, b, c, …)');
  expect(changeText(dataChange(before, before))).toBe('');
});

test('a dataset is known by names, sizes and the ends of its files', () => {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  const data = join(import.meta.dirname, '../../../examples/avha');
  for (const path of [one, two]) cpSync(data, path, { recursive: true });
  const known = inventoryOf(one);
  expect(known?.files).toBeGreaterThan(10);
  expect(inventoryOf(two)).toEqual(known);
  writeFileSync(join(two, 'metas', 'new.json'), '{}');
  expect(inventoryOf(two)?.sha256).not.toBe(known?.sha256);
  rmSync(join(two, 'metas', 'new.json'));
  expect(inventoryOf(two)).toEqual(known);
  // A clip may lie elsewhere: what it holds counts, not where it lies. A circle of links is not walked.
  const clip = 'videos/example-01.camera_front_wide_120fov.mp4';
  const elsewhere = join(folder, 'elsewhere.mp4');
  renameSync(join(two, clip), elsewhere);
  symlinkSync(elsewhere, join(two, clip));
  expect(inventoryOf(two)).toEqual(known);
  truncateSync(elsewhere, 100);
  expect(inventoryOf(two)?.sha256).not.toBe(known?.sha256);
  cpSync(join(one, clip), elsewhere);
  expect(inventoryOf(two)).toEqual(known);
  symlinkSync('..', join(two, 'loop'));
  expect(inventoryOf(two)?.files).toBe((known?.files ?? 0) + 1);
  rmSync(join(two, 'loop'));
  truncateSync(join(two, 'metas', 'example-01.label.json'), 1);
  expect(inventoryOf(two)?.sha256).not.toBe(known?.sha256);
  expect(inventoryOf(join(folder, 'none'))).toBeUndefined();
});

test('a change in the middle of an annotation file is seen', () => {
  const path = join(folder, 'annotations.json');
  const items = Array.from({ length: 9000 }, (_, id) => ({ id, answer: 'yes and no' }));
  const write = (text: string): ReturnType<typeof inventoryOf> => {
    writeFileSync(path, text);
    return inventoryOf(path);
  };
  const before = write(JSON.stringify(items));
  expect(before).toMatchObject({ files: 1 });
  expect(write(JSON.stringify(items))).toEqual(before);
  const changed = write(JSON.stringify(items).replace('"id":4500,"answer":"yes', '"id":4500,"answer":"noo'));
  expect(changed).toMatchObject({ files: 1 });
  expect(changed).not.toEqual(before);
  expect(inventoryOf(join(folder, 'none'))).toBeUndefined();
});
