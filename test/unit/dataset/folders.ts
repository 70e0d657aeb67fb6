/** Small datasets on disk, in order until a test spoils them. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TomlTable } from '../../../src/config/value.ts';
import type { Layout } from '../../../src/recipe/recipe.ts';
import { clipPath } from './clips.ts';
import { png } from './pictures.ts';

/** An empty folder. */
export function scratch(): string {
  return mkdtempSync(join(tmpdir(), 'cookbook-dataset-'));
}

/** A label with all keys of the AVHA recipe. */
export const AVHA_LABEL = {
  weather: 'Clear',
  lighting: 'Daylight',
  road_conditions: 'Dry',
  traffic_light: 'None',
  traffic_sign: 'None',
  additional_traffic_rules: null,
  road_type: 'Rural road',
  junction_type: 'None',
  lane_type: 'Normal',
  additional_map_rules: null,
  interactive_expanded_metaaction: null,
  safety_analysis: 'The road is empty.',
  driving_difficulty: 1,
  rule_violation: false,
  interesting_scenario: false,
};

/** A label of each schema of the blended layout. */
export const LABELS = {
  human: { ...AVHA_LABEL, critical_object: [] },
  cv: {
    event_start_frame: 0,
    event_start_timestamp: 0.5,
    final_content: {
      ego_behavior_schema: {
        ego_behavior_reasoning: 'The light is red.',
        effect_on_ego_behavior: 'Stops.',
        difficulty_score: 2,
      },
    },
  },
  reasoning: {
    response: {
      description: 'A street.',
      'driving difficulty explanation': 'Easy.',
      notice: [{ 'Between time 0s and 1s': 'A pedestrian.' }],
    },
  },
};

/** A 3D box that a camera can see. */
export const BOX = { bbox_3d: [1.5, 0.75, 12.5, 1.9, 1.5, 4.5, 0, 0.1, 0], label: 'car' };

/** A question and an answer, as the rows of Cosmos-Reason1-SFT-Dataset have them. */
export const ROUND = [
  { role: 'user', content: 'What happens?' },
  { role: 'assistant', content: 'Nothing.' },
];

/** A picture of 320x192 pixels. */
const PICTURE = fileURLToPath(new URL('../../../examples/av3d/images/frame_000000.png', import.meta.url));

/** Messages that can be trained on. */
export const CONVERSATION = [
  { role: 'user', content: [{ type: 'video' }, { type: 'text', text: 'What happens?' }] },
  { role: 'assistant', content: 'Nothing.' },
];

/** A question and its answer as a LLaVA-style file has them. */
export function asked(question: string, answer: string): readonly object[] {
  return [
    { from: 'human', value: question },
    { from: 'gpt', value: answer },
  ];
}

/** Items that can be trained on, each with pictures. */
export const ANNOTATIONS = [
  { id: 'first', image: 'a.png', conversations: asked('<image>\nWhat is it?', 'A test.') },
  { images: ['a.png', 'b.png'], conversations: asked('<image>\n<image>\nSame?', 'Yes.') },
  { id: 3, image: ['b.png'], conversations: [...asked('Which?', 'The second.'), ...asked('Sure?', 'Yes.')] },
];

/** Four questions about a wafer map in the folder `center`. */
export const WAFER = [
  asked('<image>\nWhich defect is it?', 'A center defect.'),
  asked('<image>\nIs the defect of the type center?', 'Yes, it is.'),
  asked('<image>\nIs the defect of the type edge-loc?', 'No, it is center.'),
  asked('<image>\nOne of (1) loc. (2) edge-loc. (3) center. Which?', '(3) center. '),
].map((conversations, id) => ({ id, image: 'center/w.png', conversations }));

/** A question about a picture and its overlay. */
export const WAREHOUSE = {
  id: 7,
  images: ['train/images/r.png', 'train/som_images/r.7.png'],
  category: 'count',
  conversations: asked('<image>\nHow many pallets?', '4'),
};

/** A multiple-choice question about a clip. */
export const CHOICE = {
  id: 'c_0',
  video: 'c.mp4',
  conversations: asked('<video> \n Weather? \n A: Sunny \n B: Rainy \n \nAnswer with a letter.', 'B'),
};

/** Writes a file with its folders; anything but text and bytes as JSON. */
export function put(path: string, content: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  const raw = typeof content === 'string' || Buffer.isBuffer(content);
  writeFileSync(path, raw ? content : JSON.stringify(content));
}

/** A dataset under test: where it lies, and the config that names it. */
export class Dataset {
  readonly root = scratch();
  config: TomlTable;
  readonly layout: Layout;
  /** The engine's version, where it matters. */
  engine: string | undefined;

  private constructor(layout: Layout) {
    this.layout = layout;
    this.config = {};
  }

  /** `videos/` and `metas/` with samples `s0`, `s1`, … */
  static avha(samples = 3): Dataset {
    const dataset = new Dataset('avha');
    for (let number = 0; number < samples; number += 1) dataset.pair(`s${number}`);
    return dataset.with({});
  }

  /** Two sub-directories, one item of each schema and one conversation. */
  static blended(): Dataset {
    const dataset = new Dataset('blended-av');
    dataset.items('a', [
      { id: 'h', media: 'plain.mp4', label: LABELS.human },
      { id: 'c', media: 'media/plain.mp4', label: LABELS.cv },
    ]);
    dataset.items('b', [
      { id: 1, video: 'plain.mp4', label: 'text/r.json' },
      { id: 't', media: 'plain.mp4', conversation: CONVERSATION },
    ]);
    for (const name of ['a', 'b']) dataset.clip(`${name}/media/plain.mp4`);
    dataset.put('b/text/r.json', LABELS.reasoning);
    return dataset.with({});
  }

  /** An annotation file beside `media/`, which holds a picture, its overlay, and a clip. */
  static annotated(items: unknown = ANNOTATIONS, layout: Layout = 'llava', file = 'train.json'): Dataset {
    const dataset = new Dataset(layout);
    dataset.put(file, items);
    for (const name of ['a.png', 'b.png', 'train/images/r.png', 'train/som_images/r.7.png', 'center/w.png'])
      dataset.put(`media/${name}`, png(64, 48));
    dataset.clip('media/c.mp4');
    return dataset.with({ dataset: { annotation_path: dataset.path(file) } });
  }

  /** WTS annotations of one scene and one in which nothing happens, and their clips. */
  static scenes(change: object = {}): Dataset {
    const dataset = new Dataset('wts');
    const question = { question: 'What is the weather?', a: 'Sunny', b: 'Rainy', correct: 'a' };
    for (const folder of ['one', 'normal_trimmed/two']) {
      const name = folder.slice(folder.lastIndexOf('/') + 1);
      const scene = { id: name, overhead_videos: [`${name}.mp4`], environment: [{ ...question, ...change }] };
      dataset.put(`vqa/${folder}/environment/${name}.json`, [scene]);
      dataset.clip(`media/${folder}/overhead_view/${name}.mp4`);
    }
    return dataset.with({ dataset: { annotation_path: dataset.path('vqa') } });
  }

  /** A folder of a layout, to be filled. */
  static empty(layout: Layout): Dataset {
    return new Dataset(layout).with({});
  }

  /** A meta file of pictures `s0`, `s1`, …, each with one box. */
  static av3d(samples = 3): Dataset {
    const dataset = new Dataset('av3d');
    const names = Array.from({ length: samples }, (_, number) => `s${number}`);
    dataset.put(
      'meta.json',
      names.map((id) => ({ id, media: `images/${id}.png`, text: `text/${id}.json` })),
    );
    for (const id of names) {
      dataset.put(`text/${id}.json`, { frame_id: 0, annotations: [BOX] });
      dataset.picture(`images/${id}.png`);
    }
    return dataset.with({});
  }

  /** Rows about clips `s0`, `s1`, … of the split `understanding` of the subset `robovqa`. */
  static reason1(samples = 3): Dataset {
    const dataset = new Dataset('reason1-sft');
    const names = Array.from({ length: samples }, (_, number) => `s${number}.mp4`);
    dataset.rows(names.map((video) => ({ video, conversations: ROUND })));
    for (const name of names) dataset.clip(`robovqa/video_clips/part/${name}`);
    return dataset.with({});
  }

  rows(rows: unknown): void {
    this.put('robovqa/robovqa_understanding.json', rows);
  }

  picture(name: string): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    copyFileSync(PICTURE, this.path(name));
  }

  pair(id: string): void {
    this.clip(`videos/${id}.mp4`);
    this.put(`metas/${id}.label.json`, AVHA_LABEL);
  }

  path(name: string): string {
    return join(this.root, name);
  }

  put(name: string, content: unknown): void {
    put(this.path(name), content);
  }

  clip(name: string, fixture = 'plain'): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    copyFileSync(clipPath(fixture), this.path(name));
  }

  items(subdirectory: string, items: unknown): void {
    this.put(`${subdirectory}/meta.json`, items);
  }

  remove(name: string): void {
    rmSync(this.path(name), { recursive: true });
  }

  /** Sets the config anew: the `custom` tables and whether validation is on. */
  with(change: {
    readonly dataset?: TomlTable;
    readonly vision?: TomlTable;
    readonly prompts?: TomlTable;
    readonly validation?: boolean;
    /** policy.model_max_length. */
    readonly limit?: bigint;
    readonly name?: string;
    /** policy.parallelism. */
    readonly parallelism?: TomlTable;
    readonly engine?: string;
    /** More of `train.train_policy.dataset`. */
    readonly source?: TomlTable;
  }): Dataset {
    const {
      dataset = {},
      vision = {},
      prompts = {},
      validation = false,
      limit = 4096n,
      name = this.root,
      parallelism = {},
      engine,
      source = {},
    } = change;
    this.engine = engine;
    const own: Partial<Record<Layout, TomlTable>> = {
      'blended-av': { dataset_root: name, subdirectories: ['a', 'b'] },
      avha: {},
      'hf-conversations': { path: name },
      mimicgen: { path: name },
      videophy2: { path: name },
      av3d: { dataset_root: name },
      'reason1-sft': {},
    };
    const part: TomlTable =
      this.layout === 'reason1-sft' ? { subset: 'robovqa', split: 'understanding' } : {};
    const annotated = { annotation_path: this.path('train.json'), media_path: this.path('media') };
    this.config = {
      train: { train_policy: { type: 'sft', dataset: { name, ...part, ...source } } },
      validation: { enable: validation },
      policy: { model_name_or_path: 'nvidia/Cosmos-Reason2-2B', model_max_length: limit, parallelism },
      custom: { dataset: { ...(own[this.layout] ?? annotated), ...dataset }, vision, prompts },
    };
    return this;
  }
}

/** The engine of a dataset that depends on one. */
export function engineOf({ engine }: Dataset): { readonly engine?: string } {
  return engine === undefined ? {} : { engine };
}
