/** For every finding about data a dataset that has it, and one, as near as can be, that has not. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import type { Severity } from '../../../src/findings/finding.ts';
import type { Layout } from '../../../src/recipe/recipe.ts';
import { clipBytes, damaged, patched } from './clips.ts';
import {
  ANNOTATIONS,
  AVHA_LABEL,
  asked,
  BOX,
  CHOICE,
  CONVERSATION,
  Dataset,
  LABELS,
  ROUND,
  WAFER,
  WAREHOUSE,
} from './folders.ts';
import { png } from './pictures.ts';
import { SAVED_CASES } from './saved-cases.ts';

export interface Case {
  readonly fails: () => Dataset;
  readonly passes: () => Dataset;
  readonly as?: Severity;
  /** The model's family, `qwen3_vl` where nothing is said. */
  readonly family?: string;
  /** The media are decoded by ffmpeg. */
  readonly decoded?: boolean;
  /** A part of the message. */
  readonly says: string;
}

function avha(change: (dataset: Dataset) => void, samples = 3): () => Dataset {
  return () => {
    const dataset = Dataset.avha(samples);
    change(dataset);
    return dataset;
  };
}

function blended(change: (dataset: Dataset) => void): () => Dataset {
  return () => {
    const dataset = Dataset.blended();
    change(dataset);
    return dataset;
  };
}

function av3d(change: (dataset: Dataset) => void): () => Dataset {
  return () => {
    const dataset = Dataset.av3d();
    change(dataset);
    return dataset;
  };
}

function reason1(change: (dataset: Dataset) => void): () => Dataset {
  return () => {
    const dataset = Dataset.reason1();
    change(dataset);
    return dataset;
  };
}

/** Pictures whose second annotation has one box, changed. */
const box = (change: object) =>
  av3d((it) => it.put('text/s1.json', { annotations: [{ ...BOX, ...change }] }));
const moved = (place: number, value: unknown) =>
  box({ bbox_3d: BOX.bbox_3d.map((old, number) => (number === place ? value : old)) });

/** An AVHA folder whose second label is changed. */
const label = (change: unknown) => avha((it) => it.put('metas/s1.label.json', change));
const labelWith = (change: object) => label({ ...AVHA_LABEL, ...change });
/** An AVHA folder whose second clip is changed. */
const clip = (bytes: Buffer | string) => avha((it) => it.put('videos/s1.mp4', bytes));
/** A blended folder with one more item in its first sub-directory. */
const item = (change: object) =>
  blended((it) => it.items('a', [{ id: 'h', media: 'plain.mp4', label: LABELS.human, ...change }]));
const vision = (table: Parameters<Dataset['with']>[0]['vision']) =>
  avha((it) => void it.with({ vision: table ?? {} }));
const options = (table: Parameters<Dataset['with']>[0]['dataset']) =>
  blended((it) => void it.with({ dataset: table ?? {} }));

/** A LLaVA-style file; `change` comes after it was written. */
const annotated =
  (items: unknown, layout: Layout = 'llava', change: (dataset: Dataset) => void = () => undefined) =>
  (): Dataset => {
    const dataset = Dataset.annotated(items, layout);
    change(dataset);
    return dataset;
  };
const wafer = (place: number, change: object) =>
  annotated(
    WAFER.map((one, at) => (at === place ? { ...one, ...change } : one)),
    'wafer-map',
  );
const warehouse = (change: object) => annotated([{ ...WAREHOUSE, ...change }], 'warehouse');
/** The picture of one item is written anew. */
const picture = (bytes: Buffer | string) =>
  annotated(ANNOTATIONS, 'llava', (it) => it.put('media/b.png', bytes));
const both = { image: 'a.png', video: 'c.mp4', conversations: asked('What?', 'That.') };

const sound = avha(() => undefined);
const soundBlend = blended(() => undefined);
const { weather: _, ...withoutWeather } = AVHA_LABEL;

export const CASES: Readonly<Record<string, Case>> = {
  'dataset-missing': {
    fails: avha((it) => void it.with({ name: it.path('none') })),
    passes: sound,
    says: 'it is not there',
  },
  'dataset-empty': {
    fails: avha((it) => ['videos', 'metas'].forEach((name) => void mkdirSync(it.path(name))), 0),
    passes: avha(() => undefined, 1),
    says: 'has no samples',
  },
  'dataset-layout-unknown': { fails: avha((it) => it.remove('metas')), passes: sound, says: '/metas/' },
  'dataset-option-invalid': {
    fails: vision({ max_pixel: 200_000n }),
    passes: vision({ max_pixels: 200_000n }),
    says: 'custom.vision.max_pixel is not a key',
  },
  'path-not-absolute': {
    fails: avha((it) => void it.with({ name: it.root.slice(1) })),
    passes: sound,
    says: 'is a relative path',
  },
  'prompt-unreadable': {
    fails: avha((it) => void it.with({ prompts: { user_file: it.path('none.txt') } })),
    passes: avha((it) => {
      it.put('ask.txt', 'Was siehst du?');
      it.with({ prompts: { user_file: it.path('ask.txt') } });
    }),
    says: 'it is not there',
  },
  'label-without-video': {
    fails: avha((it) => it.remove('videos/s1.mp4')),
    passes: sound,
    says: 's1.label.json',
  },
  'video-without-label': {
    fails: avha((it) => it.clip('videos/s9.mp4')),
    passes: avha((it) => {
      it.clip('videos/s9.camera_front_wide_120fov.mp4');
      it.put('metas/s9.label.json', AVHA_LABEL);
    }),
    says: 's9.label.json',
  },
  'label-missing': {
    fails: blended((it) => it.remove('b/text/r.json')),
    passes: soundBlend,
    says: '(1) names',
  },
  'label-not-json': {
    fails: label(JSON.stringify(AVHA_LABEL).replace('{', '{"weather": "Rain", ')),
    passes: label(`\ufeff${JSON.stringify(AVHA_LABEL, null, 2)}\n`),
    says: 'names a key twice',
  },
  'label-not-utf8': {
    fails: label(Buffer.from(JSON.stringify({ ...AVHA_LABEL, weather: 'stra\xdfe' }), 'latin1')),
    passes: labelWith({ weather: 'straße' }),
    says: 'is not UTF-8',
  },
  'label-wrong-type': {
    fails: label([AVHA_LABEL]),
    passes: label(AVHA_LABEL),
    says: 'is a list, not an object',
  },
  'label-key-missing': {
    fails: label(withoutWeather),
    passes: labelWith({ weather: 'Fog' }),
    says: 'lacks weather',
  },
  'label-key-unknown': {
    fails: labelWith({ wether: 'Fog' }),
    passes: labelWith({ critical_object: [], noninteractive_expanded_metaaction: null }),
    as: 'info',
    says: 'has wether',
  },
  'label-boolean-as-string': {
    fails: labelWith({ rule_violation: 'False' }),
    passes: labelWith({ rule_violation: 'False alarm' }),
    as: 'warning',
    says: 'rule_violation is the text "False"',
  },
  'label-value-unusual': {
    fails: labelWith({ driving_difficulty: 5 }),
    passes: labelWith({ driving_difficulty: 4, additional_map_rules: null }),
    as: 'warning',
    says: 'driving_difficulty is 5',
  },
  'label-schema-unknown': {
    fails: item({ label: { caption: 'A street.' } }),
    passes: item({ label: LABELS.reasoning }),
    says: 'none of the three',
  },
  'split-missing': {
    fails: reason1((it) => void it.with({ source: { split: 'standing' } })),
    passes: reason1((it) => {
      it.put('robovqa/robovqa_reasoning_0.json', [{ video: 's0.mp4', conversations: ROUND }]);
      it.with({ source: { split: ['understanding', 'reasoning'] } });
    }),
    says: 'with the rows of the split standing',
  },
  'clips-not-extracted': {
    fails: reason1((it) => {
      it.remove('robovqa/video_clips');
      it.put('robovqa/clips/part_000.tar.gz', 'x');
    }),
    passes: reason1((it) => it.put('robovqa/clips/part_000.tar.gz', 'x')),
    says: 'are not extracted',
  },
  'clip-name-ambiguous': {
    fails: reason1((it) => it.clip('robovqa/video_clips/other/s1.mp4')),
    passes: reason1((it) => {
      it.clip('robovqa/video_clips/other/s1.mp4');
      it.rows([{ video: 'other/s1.mp4', conversations: ROUND }]);
    }),
    says: 'row 1 names the clip s1.mp4, and there are 2',
  },
  'box-3d-invalid': {
    fails: box({ bbox_3d: BOX.bbox_3d.slice(0, 7) }),
    passes: av3d((it) => it.put('text/s1.json', { annotations: [] })),
    says: 'annotations[0] has 7 numbers in bbox_3d, not 9',
  },
  'box-3d-unusual': {
    fails: moved(2, -3.5),
    passes: moved(2, 100),
    as: 'warning',
    says: 'annotations[0]: z is -3.5: behind the camera',
  },
  'conversation-invalid': {
    fails: item({ label: undefined, conversation: [...CONVERSATION, { role: 'user', content: 'And?' }] }),
    passes: item({
      label: undefined,
      conversation: { messages: [{ role: 'system', content: '' }, ...CONVERSATION] },
    }),
    says: 'the roles are user, assistant, user',
  },
  'video-empty': { fails: clip(''), passes: sound, says: '0 bytes' },
  'video-lfs-pointer': {
    fails: clip('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'),
    passes: sound,
    says: 'Git LFS pointer',
  },
  'video-not-mp4': {
    fails: clip('<html>404</html>'),
    passes: clip(clipBytes('faststart')),
    says: 'a web page',
  },
  'video-truncated': {
    fails: clip(clipBytes('plain').subarray(0, 2000)),
    passes: clip(Buffer.concat([clipBytes('plain'), Buffer.alloc(100)])),
    says: 'behind the end of the file',
  },
  'video-too-few-frames': {
    fails: vision({ nframes: 22n }),
    passes: vision({ nframes: 20n }),
    says: 'has 20 frames, fewer than the 22',
  },
  'vision-fps-and-nframes': {
    fails: vision({ fps: 2.0, nframes: 8n }),
    passes: vision({ fps: 2n }),
    says: 'both fps (2) and nframes (8)',
  },
  'vision-max-below-min': {
    fails: vision({ min_pixels: 200_000n, max_pixels: 150_000n }),
    passes: vision({ min_pixels: 3136n, max_pixels: 3136n }),
    says: 'max_pixels (150000) is below custom.vision.min_pixels (200000)',
  },
  'vision-tokens-cut': {
    fails: avha((it) => void it.with({ limit: 400n })),
    passes: avha((it) => void it.with({ limit: 4000n })),
    says: '3 of 3 samples have more vision tokens',
  },
  'answer-cut': {
    fails: avha((it) => void it.with({ limit: 2100n })),
    passes: avha((it) => void it.with({ limit: 4000n })),
    as: 'warning',
    says: 'The answers of 3 of 3 samples are cut',
  },
  'media-shape-refused': {
    // Width and height of its sample entry: 4000 and 10.
    fails: clip(patched(clipBytes('plain'), 'stsd', 40, (4000 << 16) | 10)),
    passes: clip(patched(clipBytes('plain'), 'stsd', 40, (1900 << 16) | 10)),
    says: '4000x10 pixels',
  },
  'meta-file-missing': {
    fails: blended((it) => it.remove('b/meta.json')),
    passes: blended((it) => {
      for (const name of ['a', 'b'])
        it.put(`${name}/all.json`, [{ id: 'x', media: 'plain.mp4', label: LABELS.cv }]);
      it.with({ dataset: { meta_file: 'all.json' } });
    }),
    says: 'sub-directory b has no meta file',
  },
  'meta-not-array': {
    fails: blended((it) => it.items('b', '{"id": 1}\n{"id": 2}\n')),
    passes: soundBlend,
    says: 'is not a JSON array: it has one object per line',
  },
  'meta-not-json': {
    fails: blended((it) => it.items('b', '[\n,]')),
    passes: soundBlend,
    says: 'line 2, column 1: a value is missing before this comma',
  },
  'item-foreign': {
    fails: annotated([{ image: 'a.png', question: 'What?', answer: 'That.' }]),
    passes: annotated([{ image: 'a.png', conversations: asked('What?', 'That.') }]),
    says: 'a question under question and an answer under answer',
  },
  'media-not-a-path': {
    fails: item({ media: 'https://example.com/a.mp4' }),
    passes: item({}),
    says: 'no address is fetched',
  },
  'media-key-unread': {
    fails: annotated([{ frames: ['a.png'], conversations: asked('<image>\nWhat?', 'That.') }]),
    passes: annotated([{ images: ['a.png'], conversations: asked('<image>\nWhat?', 'That.') }]),
    says: 'the pictures stand under "frames"',
  },
  'item-invalid': {
    fails: item({ conversation: CONVERSATION }),
    passes: item({ label: undefined, conversation: CONVERSATION }),
    says: 'either label or conversation',
  },
  'media-missing': {
    fails: item({ media: 'none.mp4' }),
    passes: item({}),
    says: 'none.mp4, which is not there',
  },
  'image-unusable': {
    fails: picture(png(64, 48).subarray(0, 60)),
    passes: picture(Buffer.concat([png(64, 48), Buffer.alloc(9)])),
    says: 'b.png cannot be decoded: its chunk',
  },
  'media-undecodable': {
    fails: avha((it) => it.put('videos/s0.mp4', damaged(clipBytes('plain')))),
    passes: avha(() => undefined),
    decoded: true,
    says: 'videos/s0.mp4',
  },
  'media-tags-mismatch': {
    fails: annotated([{ conversations: asked('<image>\nWhat?', 'That.') }]),
    passes: annotated([{ image: 'a.png', conversations: asked('What?', 'That.') }]),
    as: 'warning',
    says: '0 pictures and 0 clips, and the placeholders <image> 1',
  },
  'media-mixed': {
    fails: annotated([...ANNOTATIONS, CHOICE]),
    passes: annotated(ANNOTATIONS),
    family: 'qwen2_5_vl',
    says: '1 have clips, 3 have pictures',
  },
  'packer-limit': {
    fails: annotated([both], 'llava', (it) => void it.with({ engine: '0.3.9' })),
    passes: annotated([both], 'llava', (it) => void it.with({ engine: '0.4.4' })),
    says: '0.3.9 drops the clips',
  },
  'answer-not-an-option': {
    fails: annotated([{ ...CHOICE, conversations: asked('W?\nA: Sun\nB: Rain', 'C') }], 'wts'),
    passes: annotated([CHOICE, { ...CHOICE, conversations: asked('Why?', 'C is not known.') }], 'wts'),
    says: '"C" is none of the options A, B',
  },
  'answer-contradicts-label': {
    fails: wafer(3, { conversations: asked('(1) loc. (2) edge-loc. (3) center. Which?', '(1) loc. ') }),
    passes: wafer(2, { conversations: asked('Is the defect of the type edge-center?', 'No, center.') }),
    says: '"(1) loc. " contradicts the folder of its picture, center',
  },
  'questions-incomplete': {
    fails: annotated(WAFER.slice(0, 3), 'wafer-map'),
    passes: annotated(WAFER, 'wafer-map'),
    as: 'warning',
    says: 'a choice among options',
  },
  'class-imbalanced': {
    fails: annotated(WAFER, 'wafer-map'),
    passes: annotated(
      Array.from({ length: 100 }, (_, at) =>
        WAFER.map((one) => ({ ...one, image: `center/w${at}.png` })),
      ).flat(),
      'wafer-map',
      (it) => {
        for (let at = 0; at < 100; at += 1) it.put(`media/center/w${at}.png`, png(8, 8));
      },
    ),
    as: 'info',
    says: '1 classes with 1 (center)',
  },
  'overlay-mismatch': {
    fails: warehouse({ images: ['train/images/r.png', 'b.png'] }),
    passes: warehouse({}),
    as: 'warning',
    says: 'b.png is no overlay of train/images/r.png',
  },
  'answer-unusual': {
    fails: warehouse({ conversations: asked('How many pallets?', 'four') }),
    passes: warehouse({ category: 'left_right', conversations: asked('Which side?', 'Left') }),
    as: 'warning',
    says: '"four" is not a whole number, which count asks for',
  },
  'split-mixed': {
    fails: annotated([], 'warehouse', (it) => {
      const images = ['val/images/r.png', 'val/som_images/r.8.png'];
      for (const name of images) it.put(`media/${name}`, png(64, 48));
      it.put('train.json', [WAREHOUSE, { ...WAREHOUSE, id: 8, images }]);
    }),
    passes: annotated([], 'warehouse', (it) => {
      const images = ['train/images/r.png', 'train/som_images/r.8.png'];
      it.put('media/train/som_images/r.8.png', png(64, 48));
      it.put('train.json', [WAREHOUSE, { ...WAREHOUSE, id: 8, images }]);
    }),
    as: 'warning',
    says: '1 pictures in train/ and 1 in val/',
  },
  'weights-mismatch': {
    fails: options({ weights: [0.5, 0.3, 0.2] }),
    passes: options({ weights: [0.5, 0.3] }),
    says: '3 weights for 2',
  },
  'weight-invalid': {
    fails: options({ weights: [1.5, -0.5] }),
    passes: options({ weights: [1n, 0n] }),
    says: '[1.5,-0.5]',
  },
  'duplicate-id': {
    fails: avha((it) => it.clip('videos/s1.camera_front_wide_120fov.mp4')),
    passes: sound,
    says: 'has the id s1',
  },
  'train-validation-overlap': {
    fails: avha((it) => void it.with({ validation: true, dataset: { validation_path: it.root } })),
    passes: avha((it) => {
      const other = Dataset.avha(0);
      other.pair('v0');
      it.with({ validation: true, dataset: { validation_path: other.root } });
    }),
    as: 'warning',
    says: 'has the id of a training sample',
  },
  'hold-out-impossible': {
    fails: avha((it) => void it.with({ validation: true }), 1),
    passes: avha((it) => void it.with({ validation: true }), 2),
    says: 'only one sample',
  },
  'file-unreadable': {
    fails: avha((it) => {
      it.remove('metas/s1.label.json');
      execFileSync('mkfifo', [it.path('metas/s1.label.json')]);
    }),
    passes: avha((it) => {
      it.remove('metas/s1.label.json');
      symlinkSync(it.path('metas/s0.label.json'), it.path('metas/s1.label.json'));
    }),
    says: 'not a plain file',
  },
  'file-ignored': {
    fails: avha((it) => it.clip('videos/s9.MP4')),
    passes: sound,
    as: 'info',
    says: 'does not end in .mp4',
  },
  ...SAVED_CASES,
};
