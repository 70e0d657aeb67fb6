/** Samples of saved datasets: their ids, the places of their media, and what the recipes ask of their answers. */
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { inspectDataset } from '../../../src/dataset/inspect.ts';
import { intervalsIn } from '../../../src/dataset/intervals.ts';
import { readMessages } from '../../../src/dataset/messages.ts';
import type { Sample } from '../../../src/dataset/sample.ts';
import { scoreIn } from '../../../src/dataset/scores.ts';
import { pieces } from '../../../src/dataset/tokens/chat.ts';
import { TOKEN_FAMILIES } from '../../../src/dataset/tokens/family.ts';
import type { Layout } from '../../../src/recipe/recipe.ts';
import type { Dataset } from './folders.ts';
import { datasetRequest } from './request.ts';
import { saveDataset, texts } from './saved.ts';
import { saved, talk } from './saved-cases.ts';

const example = (name: string): string =>
  fileURLToPath(new URL(`../../../examples/${name}`, import.meta.url));

async function look(dataset: Pick<Dataset, 'layout' | 'config'>, cwd = '/') {
  const samples: Sample[] = [];
  const request = datasetRequest(dataset.layout, dataset.config, { cwd, family: 'qwen2_5_vl' });
  const report = await inspectDataset(request, { sample: (sample) => void samples.push(sample) });
  return { ...report, samples, ids: samples.map((sample) => sample.id) };
}

describe('examples', () => {
  const presets: ReadonlyArray<readonly [Layout, number, number, object]> = [
    ['hf-conversations', 24, 24, {}],
    ['mimicgen', 6, 6, {}],
    ['videophy2', 10, 10, { byAnswer: { 1: 2, 2: 2, 3: 2, 4: 2, 5: 2 } }],
  ];

  it.each(presets)('%s: nothing to find', async (layout, samples, videos, more) => {
    const config = {
      custom: { dataset: { path: layout }, vision: { fps: 1n, min_pixels: 3136n, max_pixels: 81_920n } },
      train: { train_policy: { mini_batch: 4n } },
    };
    const { findings, skipped, counts } = await look({ layout, config }, example(''));
    expect({ findings, skipped }).toEqual({ findings: [], skipped: [] });
    expect(counts).toEqual({
      samples,
      train: samples,
      validation: 0,
      videos,
      images: 0,
      labels: samples,
      ...more,
    });
  });
});

describe('ids', () => {
  const rows = [talk(), talk('Other.'), talk(), talk('Third.')];

  it('say what is said and shown: the order of the rows does not matter, and copies are counted', async () => {
    const { ids } = await look(saved(rows));
    expect(new Set(ids).size).toBe(4);
    expect(ids[2]).toBe(`${ids[0]}-2`);
    expect([...(await look(saved([...rows].reverse()))).ids].sort()).toEqual([...ids].sort());
  });

  it('so the same conversation in the validation data is noticed', async () => {
    const other = saved([talk('Third.'), talk('Fourth.')]);
    const dataset = saved(rows).with({ validation: true, dataset: { validation_path: other.root } });
    const found = (await look(dataset)).findings.filter((one) => one.id === 'train-validation-overlap');
    expect(found.map((one) => one.data['by'])).toEqual(['id']);
  });
});

describe('media', () => {
  it('begin in the launch folder, else beside the data', async () => {
    const dataset = saved([talk()]);
    const launch = join(dataset.root, 'launch');
    mkdirSync(launch);
    expect((await look(dataset, launch)).samples[0]?.media[0]?.path).toBe(dataset.path('a.mp4'));
    renameSync(dataset.path('b.mp4'), join(launch, 'a.mp4'));
    expect((await look(dataset, launch)).samples[0]?.media[0]?.path).toBe(join(launch, 'a.mp4'));
  });

  it('a clip that is in neither place is named in the launch folder', async () => {
    const { findings } = await look(saved([talk('x', 'y', 'none.mp4')]), '/launch');
    expect(findings).toMatchObject([{ id: 'media-missing', subject: '/launch/none.mp4' }]);
  });

  it('stay at their place between the texts', () => {
    const spoken = readMessages([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Before' },
          { type: 'video', video: 'a.mp4' },
          { type: 'text', text: 'between' },
          { type: 'image', image: 'b.png' },
        ],
      },
      { role: 'assistant', content: 'A' },
      { role: 'user', content: [{ type: 'image', image: 'c.png' }] },
      { role: 'assistant', content: 'B' },
    ]);
    if (typeof spoken === 'string') throw new Error(spoken);
    const family = TOKEN_FAMILIES['qwen2_5_vl'];
    if (family === undefined) throw new Error('the family is not known');
    const seen = { frames: [], width: 28, height: 28, pads: 1 } as never;
    const media = spoken.media.map(({ kind }) => ({ kind, seen }));
    const said = pieces(spoken.conversation, media, family)
      .map((piece) => ('text' in piece ? piece.text : piece.special))
      .join('');
    const [video, image] = ['video', 'image'].map((kind) => `<|vision_start|><|${kind}_pad|><|vision_end|>`);
    expect(said).toContain(`<|im_start|>user\nBefore${video}between${image}<|im_end|>`);
    expect(said).toContain(`<|im_start|>user\n${image}<|im_end|>`);
  });

  it('in front of the words are nothing special, however many words there are', () => {
    const clip = { type: 'video', video: 'a.mp4' };
    const two = [
      { type: 'text', text: 'What' },
      { type: 'text', text: ' now?' },
    ];
    const spoken = readMessages([
      { role: 'user', content: [clip, ...two] },
      { role: 'assistant', content: 'A' },
    ]);
    expect(spoken).toMatchObject({ conversation: { turns: [{ text: 'What now?' }, { text: 'A' }] } });
    expect(JSON.stringify(spoken)).not.toContain('parts');
  });
});

describe('answers', () => {
  it.each([
    [
      '<0.0> <1.5> a\n<1.5> < 2 > b',
      [
        [0, 1.5],
        [1.5, 2],
      ],
      false,
    ],
    ['<answer><3></answer>', [], true],
    ['about 3 < 4 > 2 <x> <1,5>', [], true],
    ['', [], false],
  ])('intervals in %j', (text, pairs, left) => {
    expect(intervalsIn(text)).toEqual({ pairs, left });
  });

  it.each([
    ['4', 4],
    [' <think>five or 3</think>\n<answer>\n2\n</answer>', 2],
    ['4.0', 4],
    ['4/5', undefined],
    ['<answer></answer>', undefined],
  ])('the score in %j', (text, score) => {
    expect(scoreIn(text)).toBe(score);
  });

  it('events between two frames depend on the frames', async () => {
    const dataset = saved([talk('<0.0> <0.4> reach <0.4> <2.0> lift')], 'mimicgen');
    const ids = async (fps: number) =>
      (await look(dataset.with({ vision: { fps, min_pixels: 3136n } }))).findings.map((one) => one.id);
    expect(await ids(1)).toEqual(['interval-between-frames']);
    expect(await ids(8)).toEqual([]);
  });

  it('an interval behind the end names the end', async () => {
    const { findings } = await look(saved([talk('<0.5> <2.6> a')], 'mimicgen'));
    expect(findings).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('ends at 2.0 s') },
    ]);
    expect((await look(saved([talk('<0.5> <2.4> a')], 'mimicgen'))).findings).toEqual([]);
  });
});

describe('many rows', () => {
  it('a broken one costs nothing but itself', async () => {
    const dataset = saved([]);
    const values = Array.from({ length: 2500 }, (_, row) =>
      row === 1234 ? '[' : JSON.stringify(talk(`${row}`)),
    );
    saveDataset(dataset.root, [{ conversations: texts(values) }]);
    const { findings, counts } = await look(dataset);
    expect(findings).toMatchObject([{ id: 'row-not-json', subject: `${dataset.root}: row 1234` }]);
    expect(counts).toMatchObject({ samples: 2499, labels: 2500 });
  });
});
