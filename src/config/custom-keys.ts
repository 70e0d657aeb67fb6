/** What entry scripts read under [custom]: ours, and the scripts that NVIDIA published with the recipes. */

/** What a value must be, as the scripts use it. */
export type CustomType = 'text' | 'texts' | 'numbers' | 'number' | 'whole';

/** Keys by table. The engine takes any table there, and other scripts read other keys. */
export const CUSTOM_KEYS: Readonly<Record<string, Readonly<Record<string, CustomType>>>> = {
  dataset: {
    annotation_path: 'text',
    media_path: 'text',
    system_prompt: 'text',
    path: 'text',
    dataset_root: 'text',
    subdirectories: 'texts',
    weights: 'numbers',
    meta_file: 'text',
    validation_path: 'text',
    validation_share: 'number',
  },
  vision: {
    fps: 'number',
    nframes: 'whole',
    min_pixels: 'whole',
    max_pixels: 'whole',
    total_pixels: 'whole',
  },
  prompts: { system_file: 'text', user_file: 'text' },
};

/** Keys of [custom.dataset] and [custom.prompts] that are paths of files or folders. */
export const CUSTOM_PATHS: readonly string[] = [
  'custom.dataset.annotation_path',
  'custom.dataset.media_path',
  'custom.dataset.path',
  'custom.dataset.dataset_root',
  'custom.dataset.validation_path',
  'custom.prompts.system_file',
  'custom.prompts.user_file',
];
