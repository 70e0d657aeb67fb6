/** What survived a look for unnoticed changes: the stamp and types of an export, descriptors, and what is freed. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportDtypes, exportStamp, promote } from '../../../src/nightly/promote.ts';
import { prune, retentionOf } from '../../../src/nightly/prune.ts';
import { planRetention, removeWeights } from '../../../src/nightly/retention.ts';
import { member, weights } from './members.ts';
import { makeRun, seriesFolder, writeExport } from './series-folder.ts';

const newRoot = () => mkdtempSync(join(tmpdir(), 'cookbook-freed-'));
const descriptors = () => readdirSync('/proc/self/fd').length;

describe('the stamp of an export', () => {
  test('takes folders by name alone, and of large files the first MiB', () => {
    const path = writeExport(newRoot());
    mkdirSync(join(path, 'tokenizer'));
    const large = join(path, 'large.safetensors');
    const bytes = Buffer.alloc(1024 * 1024 + 2, 1);
    const stampOf = (place: number) => {
      bytes[place] = 2;
      writeFileSync(large, bytes);
      utimesSync(large, new Date(1), new Date(1));
      return exportStamp(path);
    };
    const last = stampOf(bytes.length - 1);
    expect(stampOf(bytes.length - 2)).toBe(last);
    expect(stampOf(1024 * 1024 - 1)).not.toBe(last);
  });

  test('no descriptor stays open, of the stamp and of a promotion', () => {
    const { place } = seriesFolder();
    const path = writeExport(join(place.runs, 'a/train/safetensors/step_2'));
    exportStamp(path);
    promote(place, path);
    const before = descriptors();
    for (let i = 0; i < 20; i += 1) {
      exportStamp(path);
      promote(place, path);
    }
    expect(descriptors()).toBeLessThan(before + 10);
  });
});

test('the types of an export are sorted, and an index that names no file for a tensor tells the others', () => {
  const path = writeExport(newRoot(), 'F32');
  const other = writeExport(newRoot(), 'BF16', 8);
  renameSync(join(other, '00000.safetensors'), join(path, '00001.safetensors'));
  const index = join(path, 'model.safetensors.index.json');
  const map = { w: '00000.safetensors', v: '00001.safetensors', u: 5 };
  writeFileSync(index, JSON.stringify({ weight_map: map }));
  expect(exportDtypes(path)).toEqual(['BF16', 'F32']);
});

describe('what is freed', () => {
  const rowOf = (root: string) =>
    planRetention({
      members: [member(root, { id: 'a' }), member(root, { id: 'z' })],
      good: 1,
      lastGood: undefined,
      open: new Set(),
      openPaths: [],
      pending: undefined,
    })[0];

  test('weights that cannot be looked at whole stay', () => {
    const root = newRoot();
    const [checkpoint = '', exported = ''] = weights(root, 'a');
    weights(root, 'z');
    expect(rowOf(root)).toMatchObject({ paths: [checkpoint, exported], notOurs: [] });
    // Names that together are longer than a path may be: two halves, one put below the other.
    const half = (root: string) => join(root, ...Array.from({ length: 10 }, () => 'x'.repeat(250)));
    const lower = newRoot();
    mkdirSync(half(checkpoint), { recursive: true });
    mkdirSync(half(lower), { recursive: true });
    renameSync(lower, join(half(checkpoint), 'x'));
    expect(rowOf(root)).toMatchObject({ paths: [exported], notOurs: [checkpoint] });
  });

  test('nothing is behind a link in place of a folder', () => {
    const root = newRoot();
    weights(root, 'z');
    const elsewhere = newRoot();
    weights(elsewhere, 'a');
    weights(root, 'a', []);
    rmSync(join(root, 'a/train'), { recursive: true, force: true });
    symlinkSync(join(elsewhere, 'a/train'), join(root, 'a/train'));
    expect(rowOf(root)?.paths).toEqual([]);
    expect(rowOf(root)?.notOurs).toEqual([]);
  });

  test('weights that went meanwhile are no fault', () => {
    const said: string[] = [];
    const gone = join(newRoot(), 'gone');
    const rows = [{ run: 'a', paths: [gone], notOurs: [] }];
    expect(removeWeights(rows, (path) => said.push(path))).toEqual([gone]);
    expect(said).toEqual([]);
  });

  test('a training that goes on and started from nothing keeps its own run alone', () => {
    const folder = seriesFolder();
    makeRun(folder, { id: 'a', exported: 20 });
    makeRun(folder, { id: 'b', exported: 20 });
    makeRun(folder, { id: 'c', checkpoints: [4], outcome: 'interrupted', last: 4 });
    expect(retentionOf(folder.spec, folder.place).map((row) => row.kept === undefined)).toContain(true);
    const { removed, problems } = prune(folder.spec, folder.place);
    expect(problems).toEqual([]);
    for (const path of removed) expect(existsSync(path)).toBe(false);
    expect(readFileSync(join(folder.place.runs, 'c/run.json'), 'utf8')).not.toBe('');
    expect(existsSync(join(folder.place.runs, 'c/train/checkpoints/step_4'))).toBe(true);
  });
});
