/** LLaVA-style datasets: what the engine's packers make of kinds of media, and the checks of single recipes. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { markIn, optionsIn } from '../../../src/dataset/annotations/choices.ts';
import { stripped, withoutTags } from '../../../src/dataset/annotations/text.ts';
import { inspectDataset } from '../../../src/dataset/inspect.ts';
import { pickSamples } from '../../../src/dataset/sample-selection.ts';
import type { Layout } from '../../../src/recipe/recipe.ts';
import { ANNOTATIONS, asked, CHOICE, Dataset, engineOf, WAFER, WAREHOUSE } from './folders.ts';
import { datasetRequest } from './request.ts';

const examples = fileURLToPath(new URL('../../../examples/', import.meta.url));

function request(layout: Layout, root: string, media: string, family = 'qwen2_5_vl') {
  const dataset = { annotation_path: `${examples}${root}`, media_path: `${examples}${media}` };
  return datasetRequest(layout, { custom: { dataset } }, { cwd: '/', family });
}

describe('examples', () => {
  it.each([
    ['llava', 'llava/annotations.json', 'llava/images', { samples: 6, images: 7 }, []],
    ['wts', 'wts/environment_mcq_llava_train.json', 'wts/videos/train', { samples: 12, videos: 12 }, []],
    ['wts', 'wts/annotations/vqa/train', 'wts/videos/train', { samples: 12, videos: 12 }, []],
    ['warehouse', 'warehouse/train_llava.json', 'warehouse', { samples: 4, images: 8 }, []],
    ['wafer-map', 'wafer-map/annotations.json', 'wafer-map/train', { samples: 32 }, ['class-imbalanced']],
  ] as const)('%s: %s', async (layout, root, media, counts, found) => {
    const report = await inspectDataset(request(layout, root, media));
    expect(report.findings.map(({ id }) => id)).toEqual(found);
    expect(report.skipped).toEqual([]);
    expect(report.counts).toMatchObject(counts);
  });

  it('wts: both forms are the same samples, prompt and answer included', async () => {
    const forms = ['wts/environment_mcq_llava_train.json', 'wts/annotations/vqa/train'];
    const read = forms.map(async (root) => {
      const { picked } = await pickSamples(request('wts', root, 'wts/videos/train'), () => true, 99);
      return picked.map(({ sample }) => ({ ...sample, conversation: sample.conversation() }));
    });
    const [file, folder] = await Promise.all(read);
    expect(folder).toEqual(file);
  });
});

describe('kinds of media', () => {
  const clip = { ...CHOICE, video: 'c.mp4' };
  const alone = { conversations: asked('What is two and two?', 'Four.') };
  const found = async (
    items: readonly object[],
    family: string,
    change: Parameters<Dataset['with']>[0] = {},
    miniBatch?: bigint,
  ) => {
    const dataset = Dataset.annotated(items).with(change);
    const policy = { type: 'sft', ...(miniBatch === undefined ? {} : { mini_batch: miniBatch }) };
    const config = { ...dataset.config, train: { train_policy: policy } };
    const report = await inspectDataset(
      datasetRequest('llava', config, { cwd: '/', family, ...engineOf(dataset) }),
    );
    return report.findings.map(({ id, severity }) => `${severity} ${id}`);
  };

  it('the packer of Reason1 refuses a mixed mini-batch, which has two samples where nothing is said', async () => {
    for (const other of [clip, alone]) {
      expect(await found([...ANNOTATIONS, other], 'qwen2_5_vl')).toEqual(['error media-mixed']);
      expect(await found([...ANNOTATIONS, other], 'qwen2_5_vl', {}, 4n)).toEqual(['error media-mixed']);
      expect(await found([...ANNOTATIONS, other], 'qwen2_5_vl', {}, 1n)).toEqual([]);
    }
    expect(await found(ANNOTATIONS, 'qwen2_5_vl')).toEqual([]);
    expect(await found([clip, alone], 'qwen3_vl')).toEqual([]);
  });

  it('several GPUs wait for each other where samples need the vision part another number of times', async () => {
    const two = { parallelism: { dp_shard_size: 2n } };
    const both = { image: 'a.png', video: 'c.mp4', conversations: asked('What?', 'That.') };
    expect(await found([...ANNOTATIONS, alone], 'qwen2_5_vl', two, 1n)).toEqual(['warning media-mixed']);
    expect(await found([clip, both], 'qwen2_5_vl', two, 1n)).toEqual(['warning media-mixed']);
    expect(await found([...ANNOTATIONS, clip], 'qwen2_5_vl', two, 1n)).toEqual([]);
    expect(await found([clip, alone], 'qwen3_vl', two)).toEqual([]);
  });

  it('pictures on 0.3.9 have no bounds for Reason2', async () => {
    const bounded = { vision: { max_pixels: 200_000n }, engine: '0.3.9' };
    expect(await found(ANNOTATIONS, 'qwen3_vl', bounded)).toEqual(['warning packer-limit']);
    expect(await found(ANNOTATIONS, 'qwen2_5_vl', bounded)).toEqual([]);
    expect(await found([clip], 'qwen3_vl', bounded)).toEqual([]);
    expect(await found(ANNOTATIONS, 'qwen3_vl', { ...bounded, engine: '0.4.4' })).toEqual([]);
  });
});

describe('questions', () => {
  it('lose their placeholders with the line breaks around them', () => {
    expect(withoutTags('<image>\nWhat?')).toEqual({ text: 'What?', image: 1, video: 0 });
    expect(withoutTags(' <video> \n A or B? \n ')).toEqual({ text: 'A or B?', image: 0, video: 1 });
    expect(withoutTags('Is <image> like <image>?')).toMatchObject({ text: 'Is  like ?', image: 2 });
    expect(stripped(' \n')).toBe('');
  });

  it.each([
    ['Weather?\nA: Sunny\nB: Rainy', { A: 'Sunny', B: 'Rainy' }],
    [
      ' Weather? \n A: Sunny \n B: Rainy \n C: Snow: much \n \nAnswer',
      { A: 'Sunny', B: 'Rainy', C: 'Snow: much' },
    ],
    ['(a) one\n(b) two', { A: 'one', B: 'two' }],
    ['A. one\nB. two', { A: 'one', B: 'two' }],
    ['types (1) loc.  (2) edge-loc.   (10) near-full.  What?', { 1: 'loc', 2: 'edge-loc', 10: 'near-full' }],
    ['A: is the only one', {}],
    ['At 10:30 the U.S. (1990) won.', {}],
  ])('options of %j', (question, options) => {
    expect(Object.fromEntries(optionsIn(question))).toEqual(options);
  });

  it.each([
    ['B', 'B'],
    [' b ', 'B'],
    ['(c)', 'C'],
    ['D.', 'D'],
    ['A: Sunny', 'A'],
    ['(1) loc. ', '1'],
    ['12', '12'],
    ['A car', undefined],
    ['Because', undefined],
    ['10.5', undefined],
    ['', undefined],
  ])('the mark in %j', (answer, mark) => expect(markIn(answer)).toBe(mark));
});

describe('wafer maps', () => {
  const inspect = async (items: readonly object[]) => {
    const dataset = Dataset.annotated(items, 'wafer-map');
    for (const folder of ['Center', 'Edge-Loc', 'none', 'loc']) dataset.put(`media/${folder}/w.png`, png());
    return inspectDataset(datasetRequest('wafer-map', dataset.config, { cwd: '/', family: 'qwen2_5_vl' }));
  };
  const png = () => readFileSync(`${examples}wafer-map/train/center/wafermap_center_0.png`);
  const about = (folder: string, items: readonly object[]) =>
    items.map((one) => ({ ...one, image: `${folder}/w.png` }));
  const poisoned = asked('One of (1) loc. (2) edge-loc. (3) center. Which?', '(1) loc. ');

  it('the file that create_annotation.py makes of the folders of WM-811K is refused, with the reason', async () => {
    const file = (folder: string, label: string) =>
      about(folder, [
        { conversations: asked('Which defect?', `A ${label} defect.`) },
        { conversations: asked(`Is it ${label}?`, `Yes, ${label}.`) },
        { conversations: asked('Is it scratch?', `No, ${label}.`) },
        { conversations: poisoned },
      ]);
    const { findings } = await inspect([...file('Center', 'Center'), ...file('Edge-Loc', 'Edge-Loc')]);
    const wrong = findings.filter(({ id }) => id === 'answer-contradicts-label');
    expect(wrong.map(({ severity, data }) => [severity, data['label']])).toEqual([
      ['error', 'Center'],
      ['error', 'Edge-Loc'],
    ]);
    expect(findings.filter(({ severity }) => severity === 'error')).toHaveLength(2);
  });

  it('capitals alone are no contradiction, and "No" to the true defect is one', async () => {
    const right = { conversations: asked('(1) loc. (2) edge-loc. (3) center. Which?', '(2) edge-loc. ') };
    const sound = await inspect(about('Edge-Loc', [right]));
    expect(sound.findings.map(({ id }) => id)).not.toContain('answer-contradicts-label');
    const denied = { conversations: asked('Does it have the defect type of loc', 'No, it is loc.') };
    expect((await inspect(about('loc', [denied]))).findings).toMatchObject([
      { id: 'answer-contradicts-label', severity: 'error' },
      { id: 'questions-incomplete' },
      { id: 'class-imbalanced' },
    ]);
  });

  it('a folder that is no option is a warning, and no folder is skipped', async () => {
    const { findings } = await inspect(about('none', [{ conversations: poisoned }]));
    expect(findings[0]).toMatchObject({ id: 'answer-contradicts-label', severity: 'warning' });
    const flat = await inspect(WAFER.map((one) => ({ ...one, image: 'a.png' })));
    expect(flat.skipped).toMatchObject([{ id: 'answer-contradicts-label' }]);
  });
});

describe('warehouse', () => {
  const inspect = async (change: object, file?: string) => {
    const dataset = Dataset.annotated([{ ...WAREHOUSE, ...change }], 'warehouse', file);
    return (
      await inspectDataset(datasetRequest('warehouse', dataset.config, { cwd: '/', family: 'qwen2_5_vl' }))
    ).findings;
  };

  it.each([
    [{ images: ['a.png'] }, 'it has 1 pictures, not two'],
    [{ images: ['train/images/r.png', 'train/images/r.png'] }, 'is no overlay of'],
    [{ id: 8 }, 'is the overlay of another question'],
    [{ category: 'left_right' }, '"4" is not left or right'],
    [{ category: 'distance', conversations: asked('How far?', '3 m') }, '"3 m" is not a number'],
    [
      { conversations: [...asked('How many?', '4'), ...asked('And there?', '4')] },
      'an answer to each question',
    ],
  ])('%j: %s', async (change, said) => {
    expect(await inspect(change)).toMatchObject([
      { severity: 'warning', message: expect.stringContaining(said) },
    ]);
  });

  it.each([
    [{}],
    [{ id: undefined }],
    [{ category: 'another' }],
    [{ category: 'distance', conversations: asked('How far?', '3.25') }],
    [{ conversations: [...asked('How many?', '4'), ...asked('And there?', '5')] }],
  ])('%j is in order', async (change) => expect(await inspect(change)).toEqual([]));

  it('a training file with pictures of val/', async () => {
    expect((await inspect({ images: ['val/images/r.png', 'val/som_images/r.7.png'] }))[0]).toMatchObject({
      id: 'media-missing',
    });
    expect(await inspect({}, 'val_llava.json')).toMatchObject([{ id: 'split-mixed' }]);
    expect(await inspect({}, 'all.json')).toEqual([]);
  });
});
