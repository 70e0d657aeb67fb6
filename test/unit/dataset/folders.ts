/** Small datasets on disk, in order until a test spoils them. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { TomlTable } from '../../../src/config/value.ts';
import type { Layout } from '../../../src/recipe/recipe.ts';
import { clipPath } from './clips.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that is removed after the tests of the file. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cookbook-dataset-'));
  folders.push(folder);
  return folder;
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
      source = {},
    } = change;
    const part: TomlTable =
      this.layout === 'reason1-sft' ? { subset: 'robovqa', split: 'understanding' } : {};
    const own: Readonly<Record<string, TomlTable>> = {
      'blended-av': { dataset_root: name, subdirectories: ['a', 'b'] },
      av3d: { dataset_root: name },
    };
    this.config = {
      train: { train_policy: { type: 'sft', dataset: { name, ...part, ...source } } },
      validation: { enable: validation },
      policy: { model_name_or_path: 'nvidia/Cosmos-Reason2-2B', model_max_length: limit },
      custom: { dataset: { ...own[this.layout], ...dataset }, vision, prompts },
    };
    return this;
  }
}
