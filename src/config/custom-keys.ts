/** What entry scripts read under [custom]: ours, and the scripts that NVIDIA published with the recipes. Declared here once. */

/** What a value must be, as the scripts use it. */
export type CustomType = 'text' | 'texts' | 'numbers' | 'number' | 'whole';

/** One key: what it must be, what it is, and whether it is the path of a file or folder. */
export type CustomKey = readonly [type: CustomType, about: string, path?: 'path'];

type CustomTables = Readonly<Record<string, Readonly<Record<string, CustomKey>>>>;

const TABLES = {
  dataset: {
    annotation_path: [
      'text',
      'LLaVA-style layouts: the JSON file with the annotations; layout wts: or their folder.',
      'path',
    ],
    media_path: ['text', 'LLaVA-style layouts: the folder that image and video paths begin in.', 'path'],
    system_prompt: ['text', 'LLaVA-style layouts: the system turn of every conversation that has none.'],
    path: ['text', 'Layouts hf-conversations, mimicgen, videophy2: the folder of a saved dataset.', 'path'],
    dataset_root: ['text', 'Layouts blended-av and av3d: the folder of the data.', 'path'],
    subdirectories: ['texts', 'Layout blended-av: the parts of the blend, folders below dataset_root.'],
    weights: ['numbers', 'Layout blended-av: sampling weights, one per sub-directory, in the same order.'],
    meta_file: ['text', 'Layouts blended-av and av3d: the name of the list of samples.'],
    validation_path: ['text', 'A dataset of its own for validation.', 'path'],
    validation_share: ['number', 'Share of the samples held out where validation is on; 0.1 by default.'],
  },
  vision: {
    fps: ['number', 'Frames per second taken from a clip; not together with nframes.'],
    nframes: ['whole', 'Frames taken from a clip; not together with fps.'],
    min_pixels: ['whole', 'Lower bound of the pixels of a frame.'],
    max_pixels: ['whole', 'Upper bound of the pixels of a frame.'],
    total_pixels: ['whole', 'Upper bound of the pixels of all frames of a clip.'],
  },
  prompts: {
    system_file: ['text', 'A file with the system prompt, instead of ours.', 'path'],
    user_file: ['text', 'A file with the user prompt, instead of ours.', 'path'],
  },
} as const satisfies CustomTables;

/** A value of each type in a preset. */
interface Values {
  readonly text: string;
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  readonly number: number | bigint;
  readonly whole: bigint;
}

/** `[custom.*]` tables that our entry scripts read; the engine itself ignores them. */
export type CustomConfig = {
  readonly [Table in keyof typeof TABLES]?: {
    readonly [Key in keyof (typeof TABLES)[Table]]?: (typeof TABLES)[Table][Key] extends CustomKey
      ? Values[(typeof TABLES)[Table][Key][0]]
      : never;
  };
};

/** Keys by table. The engine takes any table there, and other scripts read other keys. */
export const CUSTOM_KEYS: CustomTables = TABLES;

/** Those that are paths of files or folders. */
export const CUSTOM_PATHS: readonly string[] = Object.entries(CUSTOM_KEYS).flatMap(([table, keys]) =>
  Object.entries(keys).flatMap(([name, [, , path]]) => (path ? [`custom.${table}.${name}`] : [])),
);
