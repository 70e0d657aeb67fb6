/** The hint fits what is wrong with an annotation file, and what it says to type makes the finding go away. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { inspectDataset } from '../../../src/dataset/inspect.ts';
import { asked, scratch } from './folders.ts';
import { png } from './pictures.ts';
import { datasetRequest } from './request.ts';

const hasJq = spawnSync('jq', ['--version']).status === 0;

/** What is found in an annotation file, with its media in `media/` beside it. */
async function inspect(file: string, mediaPath: string | null = join(file, '../media')) {
  const dataset = { annotation_path: file, ...(mediaPath === null ? {} : { media_path: mediaPath }) };
  const request = datasetRequest(
    'llava',
    { custom: { dataset } },
    { cwd: join(file, '../cwd'), family: 'qwen3_vl' },
  );
  const { findings, counts } = await inspectDataset(request);
  return { findings, counts, errors: findings.filter(({ severity }) => severity === 'error') };
}

/** A file with that content, its pictures, and an empty folder of the launch. */
function made(content: unknown): string {
  const folder = scratch();
  for (const name of ['media', 'cwd']) mkdirSync(join(folder, name));
  for (const name of ['a.png', 'b.png']) writeFileSync(join(folder, 'media', name), png(64, 48));
  const path = join(folder, 'train set.json');
  writeFileSync(
    path,
    typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content),
  );
  return path;
}

const ITEM = { image: 'a.png', conversations: asked('<image>\nWhat?', 'That.') };
const OTHER = { image: 'b.png', conversations: asked('<image>\nAnd that?', 'This.') };
const sound = JSON.stringify([ITEM, OTHER]);
const scene = {
  s1: {
    key_frames: {
      f1: {
        QA: { perception: [{ Q: 'What?', A: 'That.' }], planning: [{ Q: 'Next?', A: 'Stop.' }] },
        image_paths: { CAM_FRONT: 'a.png' },
      },
    },
  },
};
const parts = [
  {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'a.png' } },
          { type: 'text', text: 'What?' },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'That.' }] },
    ],
  },
];

/** id, what the message and the help must say, and what they must not. */
const NO_JSON: Readonly<Record<string, readonly [content: string | Buffer, says: string, help: string]>> = {
  'a comma behind the last item': [
    `[\n ${JSON.stringify(ITEM)},\n]`,
    'line 3, column 1: a comma stands after the last item',
    'line 2',
  ],
  'single quotes, as print writes them': [
    "[{'image': 'a.png'}]",
    "line 1, column 3: a text stands in '…'",
    'json.dump',
  ],
  'None of Python': ['[{"image": None}]', "None is Python's", 'Write null'],
  'NaN of pandas': ['[{"score": NaN}]', 'column 12: NaN is no JSON', 'null'],
  'a comment': [`// mine\n${sound}`, 'line 1, column 1: a comment', 'Remove it'],
  'a file that was cut': [sound.slice(0, -20), 'the file ends within', 'copy it again'],
  'an item without its comma': [
    sound.replace('},{"image":"b', '}{"image":"b'),
    'a comma is missing',
    'Write the comma',
  ],
  'a path of Windows in quotes': ['[{"image": "C:\\data\\a.png"}]', 'is no escape of JSON', '/ in paths'],
  'UTF-16': [Buffer.from(`\ufeff${sound}`, 'utf16le'), 'it is UTF-16', "iconv -f UTF-16 -t UTF-8 '"],
  'UTF-16 without a mark': [Buffer.from(sound, 'utf16le'), 'it is UTF-16', 'iconv'],
  'Latin-1': [Buffer.from('[{"id": "caf\xe9"}]', 'latin1'), 'it is not UTF-8', 'iconv'],
  gzip: [gzipSync(sound), 'gzip', 'gunzip'],
  'a web page': ['<!DOCTYPE html><html></html>', 'a web page', 'Download'],
  'a Git LFS pointer': [
    'version https://git-lfs.github.com/spec/v1\noid x\n',
    'Git LFS pointer',
    'git lfs pull',
  ],
  parquet: ['PAR1....', 'parquet', 'to_json'],
  YAML: ['- image: a.png\n  id: 1\n', 'YAML', 'JSON'],
  CSV: ['image,question,answer\na.png,What?,That.\n', 'a table (CSV)', 'JSON array'],
  'nothing at all': ['', 'it is empty', ''],
  'words behind the end': [`${sound}\nthanks`, 'more text behind its end', 'Remove'],
};

describe('a file that is no JSON', () => {
  test.each(Object.entries(NO_JSON))('%s', async (_, [content, says, help]) => {
    const { errors, findings } = await inspect(made(content));
    expect(errors.map(({ id }) => id)).toEqual(['meta-not-json']);
    expect(findings).toHaveLength(1);
    expect(errors[0]?.message).toContain(says);
    expect(errors[0]?.message).not.toContain('JSON array');
    expect(errors[0]?.help).toContain(help);
    expect(errors[0]?.help).not.toContain('jq ');
  });
});

/** Forms that jq can convert: what is said, and how many samples there are afterwards. */
const FORMS: Readonly<
  Record<string, readonly [content: unknown, id: string, says: string, samples: number]>
> = {
  'an object with the list under a key': [
    { media_root: '.', items: [ITEM, OTHER] },
    'meta-not-array',
    'the list under "items"',
    2,
  ],
  'a key that needs quotes': [{ 'train-set': [ITEM] }, 'meta-not-array', 'the list under "train-set"', 1],
  'train and val in one object': [
    { train: [ITEM], val: [OTHER] },
    'meta-not-array',
    'several lists (train, val)',
    2,
  ],
  'a single item': [ITEM, 'meta-not-array', 'a single item', 1],
  'items by their ids': [{ one: ITEM, two: OTHER }, 'meta-not-array', 'items by their ids', 2],
  columns: [{ image: ['a.png'], conversations: [ITEM.conversations] }, 'meta-not-array', 'columns', 1],
  'columns of pandas': [
    { image: { 0: 'a.png' }, conversations: { 0: ITEM.conversations } },
    'meta-not-array',
    'DataFrame.to_json',
    1,
  ],
  'scenes of DriveLM': [scene, 'meta-not-array', 'scenes and their frames', 2],
  'JSON lines': [`${JSON.stringify(ITEM)}\n${JSON.stringify(OTHER)}\n`, 'meta-not-array', 'JSON lines', 2],
  'two arrays': [
    `${JSON.stringify([ITEM])}\n${JSON.stringify([OTHER])}`,
    'meta-not-array',
    'several arrays',
    2,
  ],
  'question and answer': [
    [{ image: 'a.png', question: 'What?', answer: 'That.' }],
    'item-foreign',
    'under question',
    1,
  ],
  'ms-swift': [[{ images: ['a.png'], query: 'What?', response: 'That.' }], 'item-foreign', 'ms-swift', 1],
  Alpaca: [
    [{ image: 'a.png', instruction: 'Say', input: 'what', output: 'That.' }],
    'item-foreign',
    'Alpaca',
    1,
  ],
  captions: [[{ image: 'a.png', caption: 'That.' }], 'item-foreign', 'a text under caption', 1],
  'OpenAI messages with parts': [parts, 'item-foreign', 'lists of parts', 1],
  'pictures under a key nobody reads': [
    [{ frames: ['a.png'], conversations: ITEM.conversations }],
    'media-key-unread',
    'under "frames"',
    1,
  ],
  'a picture under image_path': [
    [{ image_path: 'a.png', conversations: ITEM.conversations }],
    'media-key-unread',
    'under "image_path"',
    1,
  ],
};

describe('another form', () => {
  test.each(Object.entries(FORMS))('%s', async (_, [content, id, says, samples]) => {
    const path = made(content);
    const { errors } = await inspect(path);
    expect(errors.map((one) => one.id)).toEqual([id]);
    expect(errors[0]?.message).toContain(says);
    const typed = /(?:Type: |^)(jq .*?)(?:; its media|$)/.exec(errors[0]?.help ?? '')?.[1] ?? '';
    expect(typed).not.toBe('');
    if (!hasJq) return;
    execFileSync('sh', ['-c', typed]);
    const list = /> '(.*)'$/.exec(typed)?.[1] ?? '';
    expect(JSON.parse(readFileSync(list, 'utf8'))).toBeInstanceOf(Array);
    const after = await inspect(list);
    expect(after.errors).toEqual([]);
    expect(after.counts.samples).toBe(samples);
    expect(after.counts.images).toBe(samples);
  });

  test.each([
    ['COCO', { images: [{ id: 1 }], annotations: [{ bbox: [] }], categories: [] }, 'meta-not-array', 'COCO'],
    ['boxes of COCO', [{ image_id: 1, category_id: 2, bbox: [] }], 'item-foreign', 'a box of COCO'],
    [
      'a data list of TAO',
      { annotation_path: 'x.json', media_root: 'm' },
      'meta-not-array',
      'only names the annotations (x.json)',
    ],
    ['dataset_info of LLaMA-Factory', { mine: { file_name: 'x.json' } }, 'meta-not-array', 'stand in x.json'],
    ['preferences', [{ prompt: 'a', chosen: 'b', rejected: 'c' }], 'item-foreign', 'preferences'],
    ['Label Studio', [{ data: {}, annotations: [] }], 'item-foreign', 'Label Studio'],
    ['ActivityNet', { database: { v: { annotations: [] } } }, 'meta-not-array', 'ActivityNet'],
    ['an object of nothing known', { a: 1 }, 'meta-not-array', 'an object with "a"'],
    ['a number', '12', 'meta-not-array', 'it is a number'],
  ])('%s has a name, and a way', async (_, content, id, says) => {
    const { errors } = await inspect(made(content));
    expect(errors.map((one) => one.id)).toEqual([id]);
    expect(errors[0]?.message).toContain(says);
    expect(errors[0]?.help).not.toContain('jq -s');
    expect(errors[0]?.help?.length).toBeGreaterThan(10);
  });

  test('is told once for all items, with their number', async () => {
    const items = Array.from({ length: 20 }, () => ({
      frames: ['a.png'],
      conversations: ITEM.conversations,
    }));
    const { findings } = await inspect(made(items));
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message).toContain('and 19 more items');
  });
});

describe('a name of a medium', () => {
  test.each([
    ['https://example.com/a.mp4', 'an address (https://)', 'curl -fLO https://example.com/a.mp4'],
    ['s3://bucket/a.mp4', 'an address (s3://)', 'aws s3 cp s3://bucket/a.mp4 .'],
    ['gs://bucket/a b.mp4', 'an address (gs://)', "gcloud storage cp 'gs://bucket/a b.mp4' ."],
    [
      'hf://datasets/o/n/v/a.mp4',
      'an address (hf://)',
      'hf download o/n v/a.mp4 --repo-type dataset --local-dir .',
    ],
    [`data:image/png;base64,${'A'.repeat(9000)}`, 'the picture itself', 'into a file'],
    ['file:///data/a%20b.mp4', 'a file: address', 'Write the path: /data/a b.mp4'],
    ['C:\\data\\a.mp4', 'a path of Windows', 'on this machine'],
    ['images\\a.mp4', 'a path with \\', 'Write images/a.mp4'],
    ['~/a.mp4', 'begins with ~', 'home folder'],
    ['$DATA/a.mp4', 'a path with a variable', 'stands for'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as people write it
    ['${DATA}/a.mp4', 'a path with a variable', 'stands for'],
  ])('%.30s', async (name, says, help) => {
    const { errors } = await inspect(
      made([{ video: name, conversations: asked('<video>\nWhat?', 'That.') }]),
    );
    expect(errors.map(({ id }) => id)).toEqual(['media-not-a-path']);
    expect(errors[0]?.message).toContain(says);
    expect(errors[0]?.message.length).toBeLessThan(400);
    expect(errors[0]?.help).toContain(help);
  });

  test('that looks odd and is there is none', async () => {
    const path = made([{ image: '~a$b.png', conversations: ITEM.conversations }]);
    writeFileSync(join(path, '../media/~a$b.png'), png(64, 48));
    expect((await inspect(path)).errors).toEqual([]);
  });
});

describe('media that lie elsewhere', () => {
  const many = [ITEM, OTHER, { ...ITEM, conversations: asked('Again?', 'Yes.') }];

  test.each([
    ['without custom.dataset.media_path', undefined, 'is not set'],
    ['with another folder in it', 'cwd', 'custom.dataset.media_path is'],
  ])('%s: one finding, whose remedy works', async (_, folder, because) => {
    const path = made(many);
    const { errors } = await inspect(path, folder === undefined ? null : join(path, '..', folder));
    const media = join(path, '../media');
    expect(errors.map(({ id }) => id)).toEqual(['media-missing']);
    expect(errors[0]?.message).toContain('and so are 2 more');
    expect(errors[0]?.because).toContain(because);
    expect(errors[0]?.remedy).toEqual({ kind: 'override', set: { 'custom.dataset.media_path': media } });
    expect((await inspect(path, media)).errors).toEqual([]);
  });

  test('and nowhere: the key is named where it is not set, and not where it is', async () => {
    const path = made(many);
    rmSync(join(path, '../media'), { recursive: true });
    const unset = (await inspect(path, null)).errors;
    expect(unset.map(({ id }) => id)).toEqual(['media-missing', 'media-missing', 'media-missing']);
    expect(unset[0]?.help).toContain('set custom.dataset.media_path');
    expect((await inspect(path)).errors[0]?.help).toBe('Add the file, or remove the item.');
  });
});
