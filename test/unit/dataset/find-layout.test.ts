/** What a folder is told to be: every example, and thirty folders of others. */
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findLayout } from '../../../src/dataset/find/find-layout.ts';
import { chosenCandidate } from '../../../src/plan/found-preset.ts';
import { asked } from './folders.ts';

const EXAMPLES = join(import.meta.dirname, '../../../examples');
const FOLDER = mkdtempSync(join(tmpdir(), 'cookbook-find-'));

describe('every example is found', () => {
  test.each([
    ['avha', 'avha', 'avha'],
    ['avha/videos', 'avha', 'avha'],
    ['blended-av', 'blended-av', 'blended-av'],
    ['blended-av/cv_annotated', 'blended-av', 'blended-av'],
    ['llava', 'llava', 'llava/annotations.json'],
    ['llava/annotations.json', 'llava', 'llava/annotations.json'],
    ['wts', 'wts', 'wts/environment_mcq_llava_train.json'],
    ['wts/annotations/vqa/train', 'wts', 'wts/annotations/vqa/train'],
    ['warehouse', 'warehouse', 'warehouse/train_llava.json'],
    ['wafer-map', 'wafer-map', undefined],
    ['hf-conversations', 'hf-conversations', 'hf-conversations'],
    ['mimicgen', 'mimicgen', 'mimicgen'],
    ['videophy2', 'videophy2', 'videophy2'],
    ['av3d', 'av3d', 'av3d'],
    ['reason1-sft', 'reason1-sft', 'reason1-sft'],
    ['reason1-sft/robovqa', 'reason1-sft', 'reason1-sft'],
  ])('%s is %s', async (name, layout, root) => {
    const found = await findLayout(join(EXAMPLES, name));
    const candidate = chosenCandidate(found);
    expect(candidate.layout).toBe(layout);
    if (root !== undefined) expect(candidate.root).toBe(join(EXAMPLES, root));
    expect(candidate.why.join()).not.toBe('');
  });

  test('a folder that holds such a folder is one step above it', async () => {
    const above = join(FOLDER, 'above');
    cpSync(join(EXAMPLES, 'avha'), join(above, 'mine'), { recursive: true });
    expect(chosenCandidate(await findLayout(above))).toMatchObject({
      layout: 'avha',
      root: join(above, 'mine'),
    });
  });

  test('the two sets of the published reasoner recipes are no blend', async () => {
    const folder = join(FOLDER, 'published');
    for (const set of ['videophy2_train', 'videophy2_val']) {
      mkdirSync(join(folder, set), { recursive: true });
      const item = { id: 'a', media: 'media/a.mp4', conversation: 'text/a.json' };
      writeFileSync(join(folder, set, 'meta.json'), JSON.stringify([item]));
    }
    for (const named of [folder, join(folder, 'videophy2_train'), join(folder, 'videophy2_val')])
      expect(chosenCandidate(await findLayout(named))).toMatchObject({ layout: 'media-text', root: folder });
  });

  test('several that fit as well are listed, and a name decides', async () => {
    const found = await findLayout(EXAMPLES);
    expect(() => chosenCandidate(found)).toThrow(/several layouts fit[\s\S]*av3d[\s\S]*avha/);
    expect(chosenCandidate(found, 'avha').root).toBe(join(EXAMPLES, 'avha'));
  });
});

/** A folder of files by their contents; one that ends in / is a folder. */
function made(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  const folder = join(FOLDER, name);
  mkdirSync(folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(path.endsWith('/') ? join(folder, path) : dirname(join(folder, path)), { recursive: true });
    if (!path.endsWith('/')) writeFileSync(join(folder, path), content);
  }
  return folder;
}

const conversation = JSON.stringify([{ image: 'x.png', conversations: asked('What?', 'That.') }]);

/** Folders that no layout reads as they are: what is said, and what to do. */
const FOREIGN: Readonly<
  Record<string, readonly [Readonly<Record<string, string | Buffer>>, says: string, help: string]>
> = {
  'bare clips': [{ 'a.mp4': '', 'b.mov': '' }, '2 clips without labels', 'write a label for each'],
  'bare pictures': [{ 'a.png': '' }, '1 picture without labels', 'conversations'],
  'clips and no labels in videos': [{ 'videos/a.mp4': '' }, 'clip without labels', 'metas/ID.label.json'],
  'labels without clips': [{ 'metas/a.label.json': '{}' }, 'metas/ and no videos/', 'videos/'],
  zips: [{ 'part-1.zip': '', 'part-2.zip': '' }, '2 archives', 'Unpack'],
  tars: [{ 'clips.tar.gz': '' }, '1 archive', 'Unpack'],
  parquet: [{ 'train-00000.parquet': '' }, '1 parquet', 'save_to_disk'],
  rosbags: [{ 'drive.mcap': '' }, 'recording of a robot', 'MP4'],
  TFRecord: [{ 'a.tfrecord': '' }, 'TFRecord', 'JSON list'],
  CSV: [{ 'labels.csv': 'a,b\n' }, '1 table', 'JSON list'],
  DriveLM: [{ 'v1.json': JSON.stringify({ s: { key_frames: { f: { QA: {} } } } }) }, 'DriveLM', 'converted'],
  COCO: [{ 'instances.json': JSON.stringify({ images: [], annotations: [] }) }, 'COCO', 'question'],
  'TAO list': [
    { 'annotations.json': JSON.stringify({ media_root: '.', items: [{ video: 'a.mp4' }] }) },
    'the list under "items"',
    'jq .items',
  ],
  'ms-swift': [
    { 'train.json': JSON.stringify([{ query: 'a', response: 'b', images: ['a.png'] }]) },
    'ms-swift',
    'jq',
  ],
  'JSON lines': [
    { 'train.jsonl': `${JSON.stringify({ a: 1 })}\n${JSON.stringify({ a: 2 })}\n` },
    'JSON lines',
    'jq -s .',
  ],
  'a comma too many': [
    { 'train.json': '[{"a": 1},]' },
    'a comma stands after the last item',
    'Remove the comma',
  ],
  'an empty list': [{ 'train.json': '[]' }, 'an empty list', 'items'],
  'items that are texts': [{ 'train.json': '["a"]' }, 'no objects', '[{'],
  'a page saved by a browser': [{ 'train.json': '<html>' }, 'web page', 'Download'],
  'names of a layout and nothing in them': [
    { 'notes.txt': 'x', 'other/': '' },
    'nothing there looks like data',
    'docs/data.md',
  ],
};

describe('what no layout reads has a name and a way', () => {
  test.each(Object.entries(FOREIGN))('%s', async (name, [files, says, help]) => {
    const found = await findLayout(made(name, files));
    expect(found.candidates).toEqual([]);
    let refused: { message: string; help?: string; code?: number } = { message: '' };
    try {
      chosenCandidate(found);
    } catch (error) {
      refused = error as typeof refused;
    }
    expect(refused.message).toContain(says);
    expect(refused.help).toContain(help);
  });

  test.each([
    ['nowhere', () => join(FOLDER, 'nowhere'), 'it is not there'],
    ['an empty folder', () => made('empty', {}), 'it is empty'],
    ['a device', () => '/dev/null', 'neither file nor folder'],
    ['a name with a null character', () => 'a\0b', 'cannot be looked at'],
  ])('%s', async (_, path, problem) => {
    const found = await findLayout(path());
    expect(found.problem).toContain(problem);
    expect(() => chosenCandidate(found)).toThrow('cannot be used');
  });

  test.skipIf(process.getuid?.() === 0)('a folder without permission', async () => {
    const folder = made('closed', { 'a.mp4': '' });
    chmodSync(folder, 0o000);
    expect((await findLayout(folder)).problem).toContain('EACCES');
    chmodSync(folder, 0o700);
  });

  test('a link that leads in a circle, and a mixture: the annotations are found', async () => {
    const folder = made('mixed', {
      'train.json': conversation,
      'a.mp4': '',
      'b.zip': '',
      'x.png': '',
      'videos/': '',
    });
    symlinkSync(folder, join(folder, 'loop'));
    expect(chosenCandidate(await findLayout(folder))).toMatchObject({
      layout: 'llava',
      settings: { 'custom.dataset.media_path': folder },
    });
  });

  test('a file alone: an archive, a clip, a config, a part of a saved dataset', async () => {
    const folder = made('files', { 'a.zip': '', 'a.mp4': '', 'a.toml': '', 'a.arrow': '' });
    for (const [name, says] of [
      ['a.zip', 'an archive'],
      ['a.mp4', 'a clip'],
      ['a.toml', 'a config'],
      ['a.arrow', 'one file of a saved dataset'],
    ] as const)
      expect((await findLayout(join(folder, name))).foreign[0]?.what).toContain(says);
  });
});

test('100,000 files take no longer than a look', async () => {
  const folder = made('many', { 'videos/': '', 'metas/': '' });
  for (let number = 0; number < 100_000; number += 1)
    symlinkSync(
      'nowhere',
      join(folder, number % 2 ? 'videos' : 'metas', `${number}${number % 2 ? '.mp4' : '.label.json'}`),
    );
  expect(readdirSync(join(folder, 'videos'))).toHaveLength(50_000);
  const before = process.cpuUsage();
  const found = await findLayout(folder);
  const { user, system } = process.cpuUsage(before);
  expect(chosenCandidate(found).why[0]).toBe(
    'videos/ with 2000 or more .mp4 files and metas/ with 2000 or more .label.json files',
  );
  expect((user + system) / 1000).toBeLessThan(1000);
}, 60_000);
